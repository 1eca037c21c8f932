package io.github.aperturecdi.suite;

import java.net.http.HttpClient;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions and for answers, in the client's JVM and in the container's. */
final class Patience {

    /** No machine is too slow for it. */
    static final Duration LONG = Duration.ofMinutes(2);

    private Patience() {}

    /**
     * A client of HTTP/1.1. By itself it would speak HTTP/2, where the threads of Open Liberty can
     * wait for each other for ever: each for a frame to be written (seen on a busy machine).
     */
    static HttpClient http() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(LONG);
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LONG);
    }
}
