package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** One controlled method for each kind of result, whose work ends when {@link Work} says so. */
@ApplicationScoped
class AsyncShop {

    private final AtomicInteger runs = new AtomicInteger();

    int runs() {
        return runs.get();
    }

    @ApertureControlled("async")
    String value(@FlowLabel("user") String user, Work work) throws Exception {
        runs.incrementAndGet();
        return work.now();
    }

    @ApertureControlled("async")
    CompletionStage<String> stage(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return work.future();
    }

    @ApertureControlled("async")
    CompletableFuture<String> future(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return work.future();
    }

    @ApertureControlled("async")
    Uni<String> uni(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return unbound(work);
    }

    private static Uni<String> unbound(Work work) {
        return Uni.createFrom().completionStage(work::future);
    }

    @ApertureControlled("async")
    Multi<String> multi(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return unbound(work).toMulti();
    }

    @ApertureControlled("async")
    Flow.Publisher<String> publisher(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return work.publisher();
    }

    @ApertureControlled("async")
    org.reactivestreams.Publisher<String> reactiveStreams(
            @FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return org.reactivestreams.FlowAdapters.toPublisher(work.publisher());
    }

    @ApertureControlled("async")
    CompletableFuture<String> nothing() {
        return null;
    }
}
