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
class AsyncShop implements ShopOfShapes {

    private final AtomicInteger runs = new AtomicInteger();

    int runs() {
        return runs.get();
    }

    @Override
    @ApertureControlled("async")
    public String value(@FlowLabel("user") String user, Work work) throws Exception {
        runs.incrementAndGet();
        return work.now();
    }

    @Override
    @ApertureControlled("async")
    public CompletionStage<String> stage(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return work.future();
    }

    @Override
    @ApertureControlled("async")
    public CompletableFuture<String> future(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return work.future();
    }

    @Override
    @ApertureControlled("async")
    public Uni<String> uni(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return unbound(work);
    }

    private static Uni<String> unbound(Work work) {
        return Uni.createFrom().completionStage(work::future);
    }

    @Override
    @ApertureControlled("async")
    public Multi<String> multi(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return unbound(work).toMulti();
    }

    @Override
    @ApertureControlled("async")
    public Flow.Publisher<String> publisher(@FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return work.publisher();
    }

    @Override
    @ApertureControlled("async")
    public org.reactivestreams.Publisher<String> reactiveStreams(
            @FlowLabel("user") String user, Work work) {
        runs.incrementAndGet();
        return org.reactivestreams.FlowAdapters.toPublisher(work.publisher());
    }

    @ApertureControlled("async")
    CompletableFuture<String> nothing() {
        return null;
    }
}
