package io.github.aperturecdi.suite;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions, in the client's JVM and in the container's. */
final class Patience {

    /** No machine is too slow for it. */
    static final Duration LONG = Duration.ofMinutes(2);

    private Patience() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(LONG);
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LONG);
    }
}
