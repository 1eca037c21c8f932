package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Refused calls throw an exception of the application. */
@ApplicationScoped
class RejectingShop implements ShopOfShapes {

    /** Taken for what it says. */
    @SuppressWarnings("serial")
    static class SoldOut extends RuntimeException {
        SoldOut(String message) {
            super(message);
        }
    }

    @Override
    @ApertureControlled(value = "async", rejectWith = RejectingShop.SoldOut.class)
    public String value(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled(value = "async", rejectWith = RejectingShop.SoldOut.class)
    public CompletionStage<String> stage(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled(value = "async", rejectWith = RejectingShop.SoldOut.class)
    public CompletableFuture<String> future(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled(value = "async", rejectWith = RejectingShop.SoldOut.class)
    public Uni<String> uni(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled(value = "async", rejectWith = RejectingShop.SoldOut.class)
    public Multi<String> multi(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled(value = "async", rejectWith = RejectingShop.SoldOut.class)
    public Flow.Publisher<String> publisher(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    @Override
    @ApertureControlled(value = "async", rejectWith = RejectingShop.SoldOut.class)
    public org.reactivestreams.Publisher<String> reactiveStreams(
            @FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }
}
