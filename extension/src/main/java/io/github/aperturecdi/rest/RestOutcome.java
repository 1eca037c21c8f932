package io.github.aperturecdi.rest;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.outcome.HttpOutcome;

/**
 * Responses and exceptions of Jakarta REST, and refusals, which {@link FlowRejectedExceptionMapper}
 * answers. Names no type of Jakarta REST itself, so that it loads without it.
 */
public final class RestOutcome implements HttpOutcome {

    private final boolean present = present();

    /** For the service loader. */
    public RestOutcome() {}

    private static boolean present() {
        try {
            Class.forName("jakarta.ws.rs.core.Response", false, RestOutcome.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public int statusOf(Object outcome) {
        return present ? status(outcome) : 0;
    }

    /** Where Jakarta REST is there. */
    static int status(Object outcome) {
        return outcome instanceof FlowRejectedException refused
                ? refused.httpStatus()
                : Responses.statusOf(outcome);
    }
}
