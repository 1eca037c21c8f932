package io.github.aperturecdi.test;

import io.github.aperturecdi.proto.check.v1.CheckResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The scripted reply to a number of checks. */
final class Script {

    enum Kind {
        REPLY,
        SILENT,
        UNAVAILABLE
    }

    /** The name of the policy in the token references of scripts. */
    static final String POLICY = "scripted";

    private final Kind kind;
    private final Supplier<CheckResponse> reply;
    private final AtomicInteger left;

    Script(Kind kind, Supplier<CheckResponse> reply, int times) {
        this.kind = kind;
        this.reply = reply;
        left = new AtomicInteger(times);
    }

    /** Whether the script applies to one more check. */
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
