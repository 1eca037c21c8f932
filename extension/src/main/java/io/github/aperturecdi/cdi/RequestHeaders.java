package io.github.aperturecdi.cdi;

import jakarta.enterprise.context.RequestScoped;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kept headers of one HTTP request, and its caller. */
@RequestScoped
public class RequestHeaders {

    private final Map<String, String> values = new HashMap<>();
    private @Nullable RequestCaller caller;

    /** For the container. */
    public RequestHeaders() {}

    void keep(String name, String value) {
        values.put(name, value);
    }

    void keep(RequestCaller found) {
        caller = found;
    }

    /** The caller as Jakarta REST knows it; null if Jakarta REST does not serve the request. */
    @Nullable RequestCaller caller() {
        return caller;
    }

    /** A copy of the values: the map itself must not leave the scope. */
    Map<String, String> values() {
        return Map.copyOf(values);
    }
}
