package io.github.aperturecdi.quarkusredis;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that have arrived and are not answered. */
@Provider
@Singleton
public class PatientCalls implements ContainerRequestFilter, ContainerResponseFilter {

    private final AtomicInteger waiting = new AtomicInteger();

    int waiting() {
        return waiting.get();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (isPatient(request)) {
            waiting.incrementAndGet();
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (isPatient(request)) {
            waiting.decrementAndGet();
        }
    }

    private static boolean isPatient(ContainerRequestContext request) {
        return request.getUriInfo().getPath().contains("patient");
    }
}
