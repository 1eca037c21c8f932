package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Controlled methods that tell where their bodies run. */
@ApplicationScoped
class LoopShop {

    @Inject RequestNote note;

    private String here(String kind) {
        return String.join(
                ",",
                kind,
                Thread.currentThread().getName(),
                note.text(),
                Baggage.current().getEntryValue("user"),
                Span.current().getSpanContext().getTraceId());
    }

    @ApertureControlled("loop")
    Uni<String> uni() {
        return Uni.createFrom().item(here("uni"));
    }

    @ApertureControlled("loop")
    CompletionStage<String> stage() {
        return CompletableFuture.completedFuture(here("stage"));
    }

    @ApertureControlled("loop")
    String value() {
        return here("value");
    }
}
