package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;

/**
 * Controlled methods that tell where their bodies run, and with what. The agent is told which of
 * its {@link LoopCase}s a call is, and that of {@link LoopCase#ENDLESS} never ends by itself. No
 * decision may come from the clock: it is the agent's.
 */
@ApplicationScoped
class LoopShop {

    static final String LONG = "10m";

    @Inject RequestNote note;
    @Inject SecurityIdentity identity;

    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    /** Whether the body has begun for a request. */
    boolean hasBegun(String id) {
        return begun.contains(id);
    }

    private String here(String id) {
        begun.add(id);
        return String.join(
                ",",
                note.thread(),
                Thread.currentThread().getName(),
                note.text(),
                identity.getPrincipal().getName(),
                Baggage.current().getEntryValue("user"),
                Span.current().getSpanContext().getTraceId());
    }

    private Multi<String> items(LoopCase loopCase, String id) {
        Multi<String> items = Multi.createFrom().item(here(id));
        return loopCase == LoopCase.ENDLESS
                ? Multi.createBy().concatenating().streams(items, Multi.createFrom().nothing())
                : items;
    }

    @ApertureControlled(value = "loop", timeout = LONG)
    Uni<String> uni(@FlowLabel("case") LoopCase loopCase, @FlowLabel("id") String id) {
        String here = here(id);
        return loopCase == LoopCase.ENDLESS
                ? Uni.createFrom().nothing()
                : Uni.createFrom().item(here);
    }

    @ApertureControlled(value = "loop", timeout = LONG)
    CompletionStage<String> stage(
            @FlowLabel("case") LoopCase loopCase, @FlowLabel("id") String id) {
        String here = here(id);
        return loopCase == LoopCase.ENDLESS
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(here);
    }

    @ApertureControlled(value = "loop", timeout = LONG)
    Multi<String> multi(@FlowLabel("case") LoopCase loopCase, @FlowLabel("id") String id) {
        return items(loopCase, id);
    }

    @ApertureControlled(value = "loop", timeout = LONG)
    Flow.Publisher<String> publisher(
            @FlowLabel("case") LoopCase loopCase, @FlowLabel("id") String id) {
        return items(loopCase, id);
    }

    @ApertureControlled(value = "loop", timeout = LONG)
    org.reactivestreams.Publisher<String> reactiveStreams(
            @FlowLabel("case") LoopCase loopCase, @FlowLabel("id") String id) {
        return FlowAdapters.toPublisher(items(loopCase, id));
    }

    @ApertureControlled(value = "loop", timeout = LONG, fallbackMethod = "instead")
    Uni<String> fallback(@FlowLabel("case") LoopCase loopCase, @FlowLabel("id") String id) {
        return Uni.createFrom().failure(new IllegalStateException("a refused call ran"));
    }

    private Uni<String> instead(LoopCase loopCase, String id) {
        return Uni.createFrom().item(here(id));
    }

    @ApertureControlled(value = "loop", timeout = LONG)
    String value(@FlowLabel("case") LoopCase loopCase, @FlowLabel("id") String id) {
        return here(id);
    }
}
