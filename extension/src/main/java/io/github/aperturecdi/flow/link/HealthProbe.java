package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks an agent that has not answered, on behalf of those who look at its health and wait for
 * nothing: an application that is not ready gets no calls, and nobody else would ask. The question
 * is one of the control point that got no answer, in ramp mode and without labels. Aperture's
 * agents refuse such a question before any limit counts it. One that admits ramp mode may count it,
 * where a limit needs no label: one token a second until the first answer, which ends the
 * questions.
 */
final class HealthProbe {

    /** One in this time, which is also how long it waits. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final BiFunction<FlowRequest, Duration, CompletableFuture<Decision>> check;
    private final Consumer<EndedFlow> end;
    private final Ticker ticker;
    private final AtomicLong next;
    private volatile @Nullable String controlPoint;

    /**
     * @param check asks without waiting
     * @param end gives back what an answer may hand out all the same
     */
    HealthProbe(
            BiFunction<FlowRequest, Duration, CompletableFuture<Decision>> check,
            Consumer<EndedFlow> end,
            Ticker ticker) {
        this.check = check;
        this.end = end;
        this.ticker = ticker;
        next = new AtomicLong(ticker.nanos());
    }

    /** A question got no answer. */
    void unanswered(String asked) {
        controlPoint = asked;
    }

    /** Asks, unless it has a short while ago. */
    void ask() {
        String asked = controlPoint;
        long now = ticker.nanos();
        long due = next.get();
        if (asked == null || now - due < 0 || !next.compareAndSet(due, now + INTERVAL.toNanos())) {
            return;
        }
        FlowRequest question = FlowRequest.at(asked).rampMode(true).build();
        // Not in the context of who looks: its cancellation must not take the question with it.
        Context.ROOT.run(
                () -> check.apply(question, INTERVAL).thenAccept(made -> giveBack(question, made)));
    }

    private void giveBack(FlowRequest question, Decision made) {
        if (!made.inflight().isEmpty()) {
            long now = ticker.nanos();
            end.accept(
                    new EndedFlow(
                            question.controlPoint(),
                            question.sensitiveLabels(),
                            made,
                            FlowStatus.UNSET,
                            0,
                            now,
                            now,
                            now));
        }
    }
}
