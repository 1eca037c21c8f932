package io.github.aperturecdi.redeploy;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/** Flows of every kind, over HTTP. */
@Path("/")
@RequestScoped
public class WorkResource {

    private @Inject Work work;

    private @Inject FlowControl flows;

    /**
     * Runs one flow of each kind and waits for all.
     *
     * @return a word
     * @throws Exception if a flow fails
     */
    @GET
    @Path("/work")
    public String everything() throws Exception {
        work.now("u");
        work.later("u").toCompletableFuture().get();
        drained(work.stream("u")).get();
        FlowRequest asked = FlowRequest.at("asked").label("user", "u").build();
        flows.startAsync(asked).thenAccept(Flow::close).get();
        return "done";
    }

    /**
     * Begins work that is still under way when the application stops.
     *
     * @return a word
     */
    @GET
    @Path("/left")
    public String left() {
        work.left();
        return "begun";
    }

    /**
     * Begins a flow that waits behind the work of {@link #left} when the application stops.
     *
     * @return a word
     */
    @GET
    @Path("/waiting")
    public String waiting() {
        flows.startAsync(FlowRequest.at("left").build());
        return "begun";
    }

    private static CompletableFuture<Void> drained(
            java.util.concurrent.Flow.Publisher<String> parts) {
        CompletableFuture<Void> completed = new CompletableFuture<>();
        parts.subscribe(
                new Subscriber<>() {
                    @Override
                    public void onSubscribe(Subscription subscription) {
                        subscription.request(Long.MAX_VALUE);
                    }

                    @Override
                    public void onNext(String part) {}

                    @Override
                    public void onError(Throwable failure) {
                        completed.completeExceptionally(failure);
                    }

                    @Override
                    public void onComplete() {
                        completed.complete(null);
                    }
                });
        return completed;
    }

    /**
     * Names the server.
     *
     * @return its process id
     */
    @GET
    @Path("/pid")
    public long pid() {
        return ProcessHandle.current().pid();
    }
}
