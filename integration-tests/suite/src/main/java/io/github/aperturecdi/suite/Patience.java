package io.github.aperturecdi.suite;

import java.net.http.HttpClient;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions and for answers, in the client's JVM and in the container's. */
final class Patience {

    /** No machine is too slow for it. */
    static final Duration LONG = Duration.ofMinutes(2);

    /**
     * Awaitility's own default is five times that, which adds up to seconds in a class of tests.
     */
    private static final Duration POLLS = Duration.ofMillis(20);

    private Patience() {}

    /**
     * A client of HTTP/1.1. By itself it would speak HTTP/2, where the threads of Open Liberty can
     * wait for each other for ever: each for a frame to be written (seen on a busy machine).
     */
    static HttpClient http() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    static ConditionFactory await() {
        return patient(Awaitility.await());
    }

    static ConditionFactory await(String what) {
        return patient(Awaitility.await(what));
    }

    private static ConditionFactory patient(ConditionFactory await) {
        return await.atMost(LONG).pollInterval(POLLS);
    }
}
