package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;

/** Refused calls are answered by another method, of any visibility. */
@ApplicationScoped
class FallbackShop implements ShopOfShapes {

    private String instead(String user, FlowRejectedException refused) {
        try {
            io.github.aperturecdi.flow.Flow.current();
            return "a fallback in a flow";
        } catch (IllegalStateException e) {
            return user + " instead, " + refused.controlPoint();
        }
    }

    @Override
    @ApertureControlled(value = "async", fallbackMethod = "valueInstead")
    public String value(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    private String valueInstead(String user, Work work, FlowRejectedException refused) {
        return instead(user, refused);
    }

    @Override
    @ApertureControlled(value = "async", fallbackMethod = "stageInstead")
    public CompletionStage<String> stage(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    CompletionStage<String> stageInstead(String user, Work work, FlowRejectedException refused) {
        return CompletableFuture.completedFuture(instead(user, refused));
    }

    @Override
    @ApertureControlled(value = "async", fallbackMethod = "futureInstead")
    public CompletableFuture<String> future(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    protected CompletableFuture<String> futureInstead(
            String user, Work work, FlowRejectedException refused) {
        return CompletableFuture.completedFuture(instead(user, refused));
    }

    @Override
    @ApertureControlled(value = "async", fallbackMethod = "uniInstead")
    public Uni<String> uni(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    private Uni<String> uniInstead(String user, Work work, FlowRejectedException refused) {
        return Uni.createFrom().item(instead(user, refused));
    }

    @Override
    @ApertureControlled(value = "async", fallbackMethod = "multiInstead")
    public Multi<String> multi(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    Multi<String> multiInstead(String user, Work work, FlowRejectedException refused) {
        return Multi.createFrom().item(instead(user, refused));
    }

    @Override
    @ApertureControlled(value = "async", fallbackMethod = "publisherInstead")
    public Flow.Publisher<String> publisher(@FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    protected Flow.Publisher<String> publisherInstead(
            String user, Work work, FlowRejectedException refused) {
        return Multi.createFrom().item(instead(user, refused));
    }

    @Override
    @ApertureControlled(value = "async", fallbackMethod = "reactiveStreamsInstead")
    public org.reactivestreams.Publisher<String> reactiveStreams(
            @FlowLabel("user") String user, Work work) {
        throw new IllegalStateException("a refused call ran");
    }

    private org.reactivestreams.Publisher<String> reactiveStreamsInstead(
            String user, Work work, FlowRejectedException refused) {
        return FlowAdapters.toPublisher(Multi.createFrom().item(instead(user, refused)));
    }
}
