package io.github.aperturecdi.shop;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Gift cards over HTTP. */
@Path("/gift-cards")
@RequestScoped
public class GiftCardsResource {

    @Inject private GiftCards cards;

    /**
     * Says what is on a card.
     *
     * @param card the card's number
     * @param pin the card's PIN
     * @return the balance
     */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String balance(@HeaderParam("X-Card") String card, @HeaderParam("X-Pin") String pin) {
        return Integer.toString(cards.balance(card, pin));
    }
}
