package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Refused calls throw what {@link BusyMapper} says. */
@ApplicationScoped
class MappedShop implements ShopOfShapes {

    @Override
    @ApertureControlled("mapped")
    public String value(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled("mapped")
    public CompletionStage<String> stage(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled("mapped")
    public CompletableFuture<String> future(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled("mapped")
    public Uni<String> uni(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled("mapped")
    public Multi<String> multi(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled("mapped")
    public Flow.Publisher<String> publisher(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled("mapped")
    public org.reactivestreams.Publisher<String> reactiveStreams(
            @FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }
}
