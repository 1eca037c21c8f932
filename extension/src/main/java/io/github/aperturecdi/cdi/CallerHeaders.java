package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.config.LabelConfig;
import io.github.aperturecdi.internal.labels.Baggage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The headers of the HTTP request that this thread serves, as far as the configuration names them,
 * and the request's caller. A filter of Jakarta REST stores them here.
 */
@ApplicationScoped
public class CallerHeaders {

    private final RequestHeaders request;
    private final @Nullable RequestScope scope;
    private volatile Set<String> wanted = Set.of();
    private volatile boolean wantsCaller;

    /**
     * Whether any request has had such a header, or a caller to keep. Until then a flow does not
     * look at the request scope, which would cost time.
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
     * @param request the headers of the current request
     * @param container tells whether there is a request
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
        wantsCaller = config.principal() != null;
    }

    /**
     * Keeps the headers of a request while it is served.
     *
     * @param header returns the value of a header by its name; null if the request lacks it
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

    /**
     * Keeps the caller of a request while it is served, if the configuration names a label for it.
     *
     * @param caller the caller
     */
    public void keep(RequestCaller caller) {
        if (wantsCaller) {
            request.keep(caller);
            seen = true;
        }
    }

    /** The name of the request's caller; null if this thread serves no request, or without one. */
    @Nullable String callerName() {
        RequestCaller caller =
                wantsCaller && seen && scope != null && scope.mayBeActive()
                        ? request.caller()
                        : null;
        return caller == null ? null : caller.name();
    }

    /** The values by the headers' names in lower case; empty if this thread serves no request. */
    Map<String, String> values() {
        return seen && scope != null && scope.mayBeActive() ? request.values() : Map.of();
    }
}
