package io.github.aperturecdi.suite;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.atomic.AtomicInteger;

/** The last thing before the network: counts what would go out, and fails it. */
public class FailingCalls implements ClientRequestFilter {

    static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public void filter(ClientRequestContext request) {
        COUNT.incrementAndGet();
        request.abortWith(Response.status(Response.Status.SERVICE_UNAVAILABLE).build());
    }
}
