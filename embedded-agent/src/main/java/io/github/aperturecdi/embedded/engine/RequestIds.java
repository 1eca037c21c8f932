package io.github.aperturecdi.embedded.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names for admissions, unlike those of any other agent or an earlier life of this one. */
final class RequestIds {

    private final String prefix = Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";
    private final AtomicLong count = new AtomicLong();

    String next() {
        return prefix + count.incrementAndGet();
    }
}
