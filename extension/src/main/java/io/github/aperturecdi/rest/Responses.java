package io.github.aperturecdi.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** What knows Jakarta REST's responses. */
final class Responses {

    private Responses() {}

    /** 0 for everything but a response, and an exception that holds one. */
    static int statusOf(Object outcome) {
        if (outcome instanceof Response response) {
            return response.getStatus();
        }
        return outcome instanceof WebApplicationException failure
                ? failure.getResponse().getStatus()
                : 0;
    }
}
