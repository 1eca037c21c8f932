package io.github.aperturecdi.virtualthreads.pinning;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits where a virtual thread cannot leave its carrier: in a class initializer, which has a frame
 * of the JVM itself below it. Monitors would not do, since Java 24 they pin no more.
 */
public final class Pinning {

    private Pinning() {}

    private static final class Alone {

        static final int WAITED = park();
    }

    private static final class InAFlow {

        static final int WAITED = park();
    }

    private static int park() {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        return 1;
    }

    /** Pins once in the life of the JVM. */
    public static int alone() {
        return Alone.WAITED;
    }

    /** Pins once in the life of the JVM, meant as the work of a flow. */
    public static int inAFlow() {
        return InAFlow.WAITED;
    }
}
