package io.github.aperturecdi.cdi;

import io.github.aperturecdi.config.LabelConfig;
import io.github.aperturecdi.labels.Baggage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The headers of the HTTP request that this thread serves: those that the configuration names, and
 * no other. A filter of Jakarta REST brings them.
 */
@ApplicationScoped
public class CallerHeaders {

    private final RequestHeaders request;
    private final @Nullable RequestScope scope;
    private volatile Set<String> wanted = Set.of();

    /**
     * Flows without a request must not pay for a look at its scope where no request has headers.
     */
    private volatile boolean seen;

    /** For the container's proxies. */
    protected CallerHeaders() {
        request = new RequestHeaders();
        scope = null;
    }

    /**
     * For the container.
     *
     * @param request the current request's
     * @param container knows whether there is one
     */
    @Inject
    public CallerHeaders(RequestHeaders request, BeanContainer container) {
        this.request = request;
        scope = new RequestScope(container);
    }

    void want(LabelConfig config) {
        Set<String> names = new HashSet<>(config.headers());
        if (!config.baggage().isEmpty()) {
            names.add(Baggage.HEADER);
        }
        wanted = Set.copyOf(names);
    }

    /**
     * Keeps the headers of a request while it is served.
     *
     * @param header gives a header's value by its name, or null
     */
    public void keep(Function<String, @Nullable String> header) {
        for (String name : wanted) {
            String value = header.apply(name);
            if (value != null) {
                request.keep(name, value);
                seen = true;
            }
        }
    }

    /** By name, in lower case; none where this thread serves no request. */
    Map<String, String> values() {
        return seen && scope != null && scope.mayBeActive() ? request.values() : Map.of();
    }
}
