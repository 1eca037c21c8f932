package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Calls of controlled methods, each within the span of its request. */
@Path("/telemetry")
@RequestScoped
public class TelemetryResource {

    @Inject Shop shop;

    @Inject ObservedShop observed;

    /** A synchronous method, for a user whose name is in no part of the request. */
    @GET
    @Path("/value")
    public String value(@QueryParam("refused") boolean refused) {
        try {
            return shop.order(refused ? "rate-limited" : "u-1", 1);
        } catch (FlowRejectedException e) {
            return e.reason().name();
        }
    }

    /** A method that is decided while its caller, perhaps an event loop, goes on. */
    @GET
    @Path("/stage")
    public CompletionStage<String> stage() {
        return observed.stage()
                .exceptionally(
                        failure -> {
                            Throwable cause =
                                    failure instanceof CompletionException
                                            ? failure.getCause()
                                            : failure;
                            return ((FlowRejectedException) cause).reason().name();
                        });
    }

    /** What the collector has got, for a client that looks again until it has it. */
    @GET
    @Path("/has")
    public boolean has(
            @QueryParam("signal") String signal, @QueryParam("text") List<String> texts) {
        return TelemetryCollector.current().has(signal, texts);
    }
}
