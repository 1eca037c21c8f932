package io.github.aperturecdi.internal.opentelemetry;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControlStatus;
import io.github.aperturecdi.flow.FlowObserver;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.flow.spi.UncountedBy;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import jakarta.enterprise.inject.Instance;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reports flows to OpenTelemetry. */
final class TelemetryObserver implements FlowObserver {

    private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * The time between two look-ups of the global instance: a look-up takes a lock of the whole
     * JVM.
     */
    static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<@Nullable OpenTelemetry> source;
    private final Ticker ticker;
    private final AtomicLong nextLook;
    private final FlowAttributes attributes = new FlowAttributes();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Supplier<FlowControlStatus> status;
    private volatile @Nullable Instruments instruments;
    private boolean closed;

    /**
     * @param source finds OpenTelemetry; called until it does, as a program may set the global
     *     instance after its start
     * @param ticker the clock
     */
    TelemetryObserver(Supplier<@Nullable OpenTelemetry> source, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
        nextLook = new AtomicLong(ticker.nanos());
    }

    static TelemetryObserver of(Instance<Object> beans) {
        return new TelemetryObserver(() -> TelemetrySource.find(beans), Ticker.SYSTEM);
    }

    @Override
    public void opened(Supplier<FlowControlStatus> status) {
        this.status = status;
        instruments();
    }

    private @Nullable Instruments instruments() {
        Instruments made = instruments;
        return made != null ? made : make();
    }

    private @Nullable Instruments make() {
        long now = ticker.nanos();
        long next = nextLook.get();
        if (now - next < 0 || !nextLook.compareAndSet(next, now + LOOK_NANOS)) {
            return null;
        }
        OpenTelemetry telemetry = source.get();
        if (telemetry == null) {
            return null;
        }
        lock.lock();
        try {
            if (instruments == null && !closed) {
                instruments = Instruments.of(telemetry, () -> status.get().droppedTelemetry());
            }
            return instruments;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Observation asking(String controlPoint) {
        Context caller = Context.current();
        Instruments metrics = instruments();
        Span span = Span.fromContext(caller);
        return metrics == null && !span.isRecording()
                ? Observation.NONE
                : new Observed(controlPoint, caller, span, metrics);
    }

    /** Closes the callback: a meter of an application server may outlive the application. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (instruments != null) {
                instruments.dropped().close();
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Observed implements Observation {

        private final String controlPoint;
        private final ControlPointAttributes at;
        private final Context caller;
        private final Span span;
        private final @Nullable Instruments metrics;
        private boolean active;

        Observed(String controlPoint, Context caller, Span span, @Nullable Instruments metrics) {
            this.controlPoint = controlPoint;
            this.at = attributes.at(controlPoint);
            this.caller = caller;
            this.span = span;
            this.metrics = metrics;
        }

        @Override
        public void decided(Decision decision, boolean runs, long nanos) {
            if (span.isRecording()) {
                span.setAllAttributes(FlowAttributes.ofSpan(controlPoint, at, decision, runs));
            }
            if (metrics != null) {
                Attributes what = at.ofMetrics(decision, runs);
                metrics.checks().add(1, what, caller);
                metrics.duration().record(nanos / SECOND_NANOS, what, caller);
                for (UncountedBy limiter : decision.uncounted()) {
                    metrics.unlimited().add(1, at.unlimited(limiter.policyName()), caller);
                }
                if (runs) {
                    active = true;
                    metrics.active().add(1, at.where(), caller);
                }
            }
        }

        @Override
        public void failed(String errorType) {
            // This has no effect on a span that has ended before its flow.
            span.setAttribute(FlowAttributes.ERROR_TYPE, errorType);
        }

        @Override
        public void ended(FlowStatus status, long nanos) {
            if (active && metrics != null) {
                metrics.active().add(-1, at.where(), caller);
            }
        }
    }
}
