package io.github.aperturecdi.cdi;

import jakarta.enterprise.context.RequestScoped;
import java.util.HashMap;
import java.util.Map;

/** The kept headers of one HTTP request. */
@RequestScoped
public class RequestHeaders {

    private final Map<String, String> values = new HashMap<>();

    /** For the container. */
    public RequestHeaders() {}

    void keep(String name, String value) {
        values.put(name, value);
    }

    /** A copy of the values: the map itself must not leave the scope. */
    Map<String, String> values() {
        return Map.copyOf(values);
    }
}
