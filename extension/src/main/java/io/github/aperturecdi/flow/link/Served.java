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
 * Finds out whether the peer serves one method. Some gRPC servers never return the connection's
 * flow-control window for a request that they refuse: after 64 KiB of such requests, every call on
 * the connection waits for ever. So the peer gets only a few KiB for a method until it has served
 * the method once. After a refusal it gets only an empty request from time to time: first after a
 * second, as a new key or the restart of a proxy may refuse calls for a moment, then less and less
 * often.
 *
 * <p>A new connection may lead to another peer, so everything starts again there.
 */
final class Served {

    /** How much a peer gets for a method before it has served the method. */
    static final int UNKNOWN_BYTES = 4 << 10;

    /**
     * The time from the first refusal to an empty request, which shows whether the peer serves the
     * method now.
     */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** The longest time between empty requests. It doubles after each refusal. */
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);

    /**
     * The connection that the methods of one link share.
     *
     * @param number returns the number of the present connection
     * @param ticker the clock
     * @param refused is told of a refusal, once for each connection and method
     */
    record Connection(IntSupplier number, Ticker ticker, BiConsumer<String, Status.Code> refused) {}

    private enum State {
        UNKNOWN,
        SERVED,
        REFUSED
    }

    /** A call that waits until it is known whether the peer serves it. */
    private record Held(Consumer<Consumer<Status.Code>> send, Runnable refuse) {

        void go(boolean served, Consumer<Status.Code> told) {
            try {
                if (served) {
                    send.accept(told);
                } else {
                    refuse.run();
                }
            } catch (RuntimeException | Error e) {
                // After any kind of failure, the other calls still have to be made.
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
     * @param method the method's name for messages
     * @param knock sends an empty request and reports its status once
     */
    Served(String method, Connection connection, Consumer<Consumer<Status.Code>> knock) {
        this.method = method;
        this.connection = connection;
        this.knock = knock;
        this.number = connection.number().getAsInt();
    }

    /**
     * Makes a call, now or once it is known that the peer serves it.
     *
     * @param size the size of the request in bytes
     * @param send makes the call, and reports its status to the consumer that it gets
     * @param refuse runs instead of the call if the peer refuses the method
     */
    void call(int size, Consumer<Consumer<Status.Code>> send, Runnable refuse) {
        boolean now = false;
        boolean asks = false;
        boolean waits = false;
        int over;
        lock.lock();
        try {
            look();
            over = number;
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
                waits = knocking;
                if (waits) {
                    held.add(new Held(send, refuse));
                }
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            send.accept(told(over));
        } else if (asks) {
            ask(over);
        } else if (!waits) {
            refuse.run();
        }
    }

    /**
     * Takes the status of a call.
     *
     * @param over the connection that there was when the call was sent
     */
    private Consumer<Status.Code> told(int over) {
        return code -> outcome(over, code, false);
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

    private void ask(int over) {
        try {
            knock.accept(code -> knocked(over, code));
        } catch (RuntimeException | Error e) {
            knocked(over, Status.Code.UNKNOWN);
        }
    }

    private void knocked(int over, Status.Code code) {
        outcome(over, code, true);
        List<Held> waiting = List.of();
        boolean served;
        boolean again;
        int next;
        lock.lock();
        try {
            next = number;
            served = state == State.SERVED;
            // The peer of an earlier connection serves it.
            again = code == Status.Code.OK && !served && over != next;
            if (!again) {
                knocking = false;
                waiting = List.copyOf(held);
                held.clear();
            }
        } finally {
            lock.unlock();
        }
        if (again) {
            ask(next);
        }
        waiting.forEach(call -> call.go(served, told(next)));
    }

    private void outcome(int over, Status.Code code, boolean knocked) {
        boolean first = false;
        lock.lock();
        try {
            look();
            if (over != number) {
                return;
            }
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

    /** Records a refusal. Calls that were sent before the first refusal change nothing. */
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

    /** Whether a server returns the status before it reads the request. */
    private static boolean isRefusal(Status.Code code) {
        return switch (code) {
            case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> true;
            default -> false;
        };
    }
}
