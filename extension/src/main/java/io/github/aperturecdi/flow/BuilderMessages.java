package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Objects;

/** What is said of builders that are used in a way that would do harm later. */
final class BuilderMessages {

    private BuilderMessages() {}

    static Duration requireShutdownTimeout(Duration timeout) {
        if (Objects.requireNonNull(timeout, "shutdownTimeout").isNegative()) {
            throw new IllegalArgumentException(
                    "APERTURE-425: A shutdown timeout of "
                            + timeout
                            + " is negative. Give close() a time such as 5s, or zero for no wait.");
        }
        return timeout;
    }

    /**
     * @return build() was called again
     */
    static String alreadyBuilt() {
        return "APERTURE-426: This builder has made its flow control, which closes the agent, the settings and the"
                + " observers that it was given. Use FlowControl.builder() again, with an agent of its own, for"
                + " another one.";
    }
}
