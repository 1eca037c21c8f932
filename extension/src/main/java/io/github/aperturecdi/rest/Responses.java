package io.github.aperturecdi.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** Reads the status of Jakarta REST's responses. It needs Jakarta REST to load. */
final class Responses {

    private Responses() {}

    /** The status of a response, or of an exception with a response; 0 for any other outcome. */
    static int statusOf(Object outcome) {
        if (outcome instanceof Response response) {
            return response.getStatus();
        }
        return outcome instanceof WebApplicationException failure
                ? failure.getResponse().getStatus()
                : 0;
    }
}
