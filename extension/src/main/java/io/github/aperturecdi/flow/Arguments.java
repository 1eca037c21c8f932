package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Objects;

/** Checks the arguments that callers pass to the core. */
final class Arguments {

    private Arguments() {}

    static Duration requirePositive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(FlowTexts.timeoutNotPositive(timeout));
        }
        return timeout;
    }

    static Duration requireTimeToLive(Duration timeToLive) {
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException(FlowTexts.timeToLiveNotPositive(timeToLive));
        }
        return timeToLive;
    }

    static Duration requireShutdownTimeout(Duration timeout) {
        if (Objects.requireNonNull(timeout, "shutdownTimeout").isNegative()) {
            throw new IllegalArgumentException(FlowTexts.negativeShutdownTimeout(timeout));
        }
        return timeout;
    }
}
