package io.github.aperturecdi.testing;

import java.util.Set;
import java.util.stream.Collectors;

/** The threads that a link to an agent, gRPC and the tests' own servers have. */
public final class LiveThreads {

    private LiveThreads() {}

    /** Those that live now. */
    public static Set<Thread> now() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(grpc|aperture|faulty-proxy|okhttp).*"))
                .collect(Collectors.toSet());
    }

    /** Those that have come since, with their names. */
    public static Set<String> since(Set<Thread> before) {
        return now().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }
}
