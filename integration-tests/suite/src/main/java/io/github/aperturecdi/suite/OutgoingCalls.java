package io.github.aperturecdi.suite;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.atomic.AtomicInteger;

/** The last thing before the network: counts what would go out, and answers it. */
public class OutgoingCalls implements ClientRequestFilter {

    static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public void filter(ClientRequestContext request) {
        COUNT.incrementAndGet();
        request.abortWith(Response.ok("42").build());
    }
}
