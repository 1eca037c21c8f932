package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.Ticker;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Whether the peer serves one method. Some servers of gRPC never give back the connection's flow
 * control for a request that they refuse: what such requests are made of is 64 KiB of the
 * connection that are gone, and then every call on it waits for good. So a peer gets no more than a
 * few KiB of a method before it has served it once, and nothing after it has refused it, but an
 * empty request from time to time: first after a second, as a key that is being changed or a proxy
 * that restarts refuses for a moment only, and then less and less often.
 *
 * <p>A new connection may lead to another peer, so everything is found out again there.
 */
final class Served {

    /** How much a peer gets of a method before it has served it. */
    static final int UNKNOWN_BYTES = 4 << 10;

    /** When an empty request finds out whether a peer that refused serves the method now. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** Twice as long after each refusal, up to this. */
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);

    /**
     * What the methods of one link share.
     *
     * @param number tells which connection it is: another number for each
     * @param ticker the time
     * @param refused hears of a refusal, once for each connection and method
     */
    record Connection(IntSupplier number, Ticker ticker, BiConsumer<String, Status.Code> refused) {}

    private enum State {
        UNKNOWN,
        SERVED,
        REFUSED
    }

    /** A call that waits until it is known whether the peer serves it. */
    private record Held(Runnable send, Runnable refuse) {

        void go(boolean served) {
            try {
                (served ? send : refuse).run();
            } catch (RuntimeException | Error e) {
                // Whatever it is: others wait as well.
                refuse.run();
            }
        }
    }

    private final String method;
    private final Connection connection;
    private final Consumer<Consumer<Status.Code>> knock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Held> held = new ArrayList<>();
    private State state = State.UNKNOWN;
    private int number;
    private int bytes;
    private boolean knocking;
    private boolean said;
    private long retry;
    private long pause;

    /**
     * @param method what it is for, in words
     * @param knock sends an empty request, and tells what became of it, once
     */
    Served(String method, Connection connection, Consumer<Consumer<Status.Code>> knock) {
        this.method = method;
        this.connection = connection;
        this.knock = knock;
        this.number = connection.number().getAsInt();
    }

    /**
     * Makes a call, now or once it is known that the peer serves it. Its outcome is told to {@link
     * #outcome}.
     *
     * @param size of the request
     * @param send makes the call
     * @param refuse does what is done after a refusal
     */
    void call(int size, Runnable send, Runnable refuse) {
        boolean now = false;
        boolean asks = false;
        lock.lock();
        try {
            look();
            if (state == State.SERVED) {
                now = true;
            } else if (state == State.UNKNOWN && bytes + size <= UNKNOWN_BYTES) {
                bytes += size;
                now = true;
            } else {
                asks =
                        !knocking
                                && (state == State.UNKNOWN
                                        || connection.ticker().nanos() - retry >= 0);
                knocking |= asks;
                if (knocking) {
                    held.add(new Held(send, refuse));
                }
            }
            if (!now && !knocking) {
                send = refuse;
                now = true;
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            send.run();
        } else if (asks) {
            ask();
        }
    }

    private void look() {
        int current = connection.number().getAsInt();
        if (current != number) {
            number = current;
            state = State.UNKNOWN;
            bytes = 0;
            said = false;
        }
    }

    private void ask() {
        try {
            knock.accept(this::knocked);
        } catch (RuntimeException | Error e) {
            knocked(Status.Code.UNKNOWN);
        }
    }

    private void knocked(Status.Code code) {
        outcome(code, true);
        List<Held> waiting;
        boolean served;
        lock.lock();
        try {
            knocking = false;
            served = state == State.SERVED;
            waiting = List.copyOf(held);
            held.clear();
        } finally {
            lock.unlock();
        }
        waiting.forEach(call -> call.go(served));
    }

    /** What became of a call. */
    void outcome(Status.Code code) {
        outcome(code, false);
    }

    private void outcome(Status.Code code, boolean knocked) {
        boolean first = false;
        lock.lock();
        try {
            look();
            if (code == Status.Code.OK) {
                state = State.SERVED;
            } else if (isRefusal(code)) {
                first = !said;
                said = true;
                refused(knocked);
            }
        } finally {
            lock.unlock();
        }
        if (first) {
            connection.refused().accept(method, code);
        }
    }

    /** Calls that were under way when the first was refused tell nothing new. */
    private void refused(boolean knocked) {
        if (state != State.REFUSED) {
            pause = FIRST_RETRY.toNanos();
        } else if (knocked) {
            pause = Math.min(2 * pause, LAST_RETRY.toNanos());
        } else {
            return;
        }
        state = State.REFUSED;
        retry = connection.ticker().nanos() + pause;
    }

    /** Those that a server says before it reads, whatever the request is. */
    private static boolean isRefusal(Status.Code code) {
        return switch (code) {
            case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> true;
            default -> false;
        };
    }
}
