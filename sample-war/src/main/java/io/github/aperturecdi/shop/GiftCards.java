package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Gift cards. Guessing the PIN of a card stops after three attempts. */
@ShopService
public class GiftCards {

    /** Answered as 423 Locked. */
    public static class CardLockedException extends WebApplicationException {

        private static final long serialVersionUID = 1L;

        /**
         * A locked card.
         *
         * @param message says which call was refused
         * @param refusal the refusal
         */
        public CardLockedException(String message, Throwable refusal) {
            super(
                    message,
                    refusal,
                    Response.status(423)
                            .type(MediaType.TEXT_PLAIN)
                            .entity("This card is locked for a while.")
                            .build());
        }
    }

    /**
     * Says what is on a card.
     *
     * @param card the card's number, which only the agent may see
     * @param pin the card's PIN
     * @return the balance; 0 for a wrong PIN
     */
    @ApertureControlled(value = "gift-card", rejectWith = CardLockedException.class)
    public int balance(@FlowLabel(value = "card", sensitive = true) String card, String pin) {
        return "2611".equals(pin) ? 25 : 0;
    }
}
