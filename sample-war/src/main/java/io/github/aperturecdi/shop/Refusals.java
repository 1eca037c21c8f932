package io.github.aperturecdi.shop;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.RejectionMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Says in the shop's own words what becomes of an order whose payment is refused. The problem
 * document of the library would tell customers of the shop's dealings with its provider.
 */
@ApplicationScoped
public class Refusals implements RejectionMapper {

    /** Answered as 409 Conflict: somebody clicked twice. */
    public static class StillPayingException extends WebApplicationException {

        private static final long serialVersionUID = 1L;

        /**
         * A second payment.
         *
         * @param refusal the refusal
         */
        public StillPayingException(FlowRejectedException refusal) {
            super(
                    refusal,
                    Response.status(Response.Status.CONFLICT)
                            .type(MediaType.TEXT_PLAIN)
                            .entity("You are still paying for another order.")
                            .build());
        }
    }

    @Override
    public Exception map(FlowRejectedException refused) {
        boolean stillPaying =
                refused.controlPoint().equals("payment")
                        && refused.reason() == RejectReason.RATE_LIMITED;
        return stillPaying ? new StillPayingException(refused) : null;
    }
}
