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
 * Sends checks to an agent that has not answered, when its health is queried: an application that
 * is not ready gets no calls, so there would be no other check. The check has the control point and
 * timeout that got no answer, ramp mode and no labels. Aperture's agents refuse such a check before
 * any limit counts it. An agent that admits it may count it if a limit needs no label: one token a
 * second until the first answer, which ends the probes.
 */
final class HealthProbe {

    /** The least time between two probes. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** A check that got no answer. An answer is of no use after its timeout. */
    private record Unanswered(String controlPoint, Duration timeout) {}

    private final BiFunction<FlowRequest, Duration, CompletableFuture<Decision>> check;
    private final Consumer<EndedFlow> end;
    private final Ticker ticker;
    private final AtomicLong next;
    private volatile @Nullable Unanswered last;

    /**
     * @param check sends a check without waiting
     * @param end returns the tokens that an answer may hand out
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

    /**
     * Records a check without an answer.
     *
     * @param timeout the time within which an answer is of use. A probe waits 30 seconds at most,
     *     so that there are few of them at a time
     */
    void unanswered(String controlPoint, Duration timeout) {
        Duration longest = PendingCalls.LATE;
        last = new Unanswered(controlPoint, timeout.compareTo(longest) < 0 ? timeout : longest);
    }

    /** Sends a probe, unless one was sent within the interval. */
    void ask() {
        Unanswered asked = last;
        long now = ticker.nanos();
        long due = next.get();
        if (asked == null || now - due < 0 || !next.compareAndSet(due, now + INTERVAL.toNanos())) {
            return;
        }
        FlowRequest question = FlowRequest.at(asked.controlPoint()).rampMode(true).build();
        // The probe runs outside the gRPC context of the query, whose cancellation must not cancel
        // it.
        Context.ROOT.run(
                () ->
                        check.apply(question, asked.timeout())
                                .thenAccept(made -> giveBack(question, made)));
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
