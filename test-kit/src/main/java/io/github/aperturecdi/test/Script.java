package io.github.aperturecdi.test;

import io.github.aperturecdi.proto.check.v1.CheckResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What an agent does with a number of checks. */
final class Script {

    enum Kind {
        REPLY,
        SILENT,
        UNAVAILABLE
    }

    /** The policy whose tokens scripts hand out. */
    static final String POLICY = "scripted";

    private final Kind kind;
    private final Supplier<CheckResponse> reply;
    private final AtomicInteger left;

    Script(Kind kind, Supplier<CheckResponse> reply, int times) {
        this.kind = kind;
        this.reply = reply;
        left = new AtomicInteger(times);
    }

    /** Whether it applies to one more check. */
    boolean applies() {
        return left.getAndUpdate(n -> n == Integer.MAX_VALUE ? n : Math.max(0, n - 1)) > 0;
    }

    Kind kind() {
        return kind;
    }

    CheckResponse reply() {
        return reply.get();
    }
}
