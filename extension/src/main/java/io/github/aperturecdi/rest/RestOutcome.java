package io.github.aperturecdi.rest;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.internal.outcome.HttpOutcome;

/**
 * Reads the status of Jakarta REST's responses and exceptions, and of refusals, which {@link
 * FlowRejectedExceptionMapper} answers. It uses no type of Jakarta REST itself, so it loads without
 * that library.
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

    /** The status of an outcome; 0 if it has none. It needs Jakarta REST on the class path. */
    static int status(Object outcome) {
        return outcome instanceof FlowRejectedException refused
                ? refused.httpStatus()
                : Responses.statusOf(outcome);
    }
}
