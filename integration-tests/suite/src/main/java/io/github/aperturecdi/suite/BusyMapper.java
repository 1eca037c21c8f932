package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectionMapper;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Mappers of the application, which no bean injects. They map the refusals of one control point.
 */
final class BusyMapper {

    /** What callers get. */
    @SuppressWarnings("serial")
    static class Busy extends RuntimeException {
        Busy(FlowRejectedException refused) {
            super("busy: " + refused.controlPoint(), refused);
        }
    }

    private BusyMapper() {}

    private static boolean isForUs(FlowRejectedException refused) {
        return refused.controlPoint().equals("mapped");
    }

    /** Asked first, and no help. */
    @Priority(30)
    @ApplicationScoped
    static class Failing implements RejectionMapper {

        @Override
        public Exception map(FlowRejectedException refused) {
            if (isForUs(refused)) {
                throw new IllegalStateException("no mapping");
            }
            return null;
        }
    }

    /** Asked next. One instance serves all refusals. */
    @Priority(20)
    @Dependent
    static class Second implements RejectionMapper {

        static final AtomicInteger LIVE = new AtomicInteger();

        Second() {
            LIVE.incrementAndGet();
        }

        @PreDestroy
        void end() {
            LIVE.decrementAndGet();
        }

        @Override
        public Exception map(FlowRejectedException refused) {
            return isForUs(refused) ? new Busy(refused) : null;
        }
    }

    /** Asked last: it has no priority. */
    @ApplicationScoped
    static class Last implements RejectionMapper {

        @Override
        public Exception map(FlowRejectedException refused) {
            return isForUs(refused) ? new IllegalStateException("asked too early") : null;
        }
    }
}
