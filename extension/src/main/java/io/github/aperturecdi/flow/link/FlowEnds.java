package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Returns the tokens of ended flows. While the link is quiet, an end is sent at once. With {@link
 * AgentEndpoint#coalesceEnds}, the ends of a control point that come before its answer are sent
 * together afterwards, and the calls of the link begin {@link #PAUSE} after each other. So a burst
 * of ends needs few calls, and the thread of a flow only adds its end to a queue.
 *
 * <p>Bounded: past {@link #MAX_PENDING} flows or {@link #MAX_PENDING_BYTES} bytes, an end is
 * reported as not returned, and the agent takes the tokens back when it gets the flow's span.
 */
final class FlowEnds {

    /** Makes the call. The answer comes later, once, and tells which tokens the agent took back. */
    @FunctionalInterface
    interface Sender {
        void send(FlowEndRequest request, Consumer<ReturnedTokens> answer);
    }

    /** Called once for every flow, with whether its tokens were returned. */
    @FunctionalInterface
    interface Listener {
        void ended(EndedFlow flow, boolean givenBack);
    }

    static final int MAX_PENDING = 10_000;

    /**
     * The estimated size of waiting ends. An agent's reply repeats the labels, which may take
     * megabytes.
     */
    static final long MAX_PENDING_BYTES = 16 << 20;

    static final int MAX_REFERENCES = 1_000;

    private static final int REFERENCE_BYTES = 32;

    /** A quarter of the largest message that an agent reads, if all characters take a byte. */
    static final int MAX_BYTES = 1 << 20;

    /**
     * The time between calls. A busy thread ends several flows in it. A flow that needs a limit of
     * concurrency takes much longer.
     */
    static final Duration PAUSE = Duration.ofNanos(500_000);

    /** Runs a task after a number of nanoseconds. */
    @FunctionalInterface
    interface Later {
        void run(Runnable task, long nanos);
    }

    /** The end of one flow. Its message is made when it is sent, not by the thread of the flow. */
    private record End(EndedFlow flow, int sent, long bytes) {

        static End of(EndedFlow flow) {
            int sent = bytesSent(flow);
            return new End(flow, sent, (long) Receipt.bytes(flow) + sent);
        }

        List<InflightToken> tokens() {
            return flow.decision().inflight();
        }
    }

    /** The estimated size of a flow's references in a message: their characters, and the rest. */
    static int bytesSent(EndedFlow flow) {
        int bytes = 0;
        for (InflightToken token : flow.decision().inflight()) {
            bytes +=
                    REFERENCE_BYTES
                            + token.policyName().length()
                            + token.policyHash().length()
                            + token.componentId().length()
                            + token.label().length()
                            + token.requestId().length();
        }
        return bytes;
    }

    /**
     * One FlowEnd call for one control point. It is answered once, by the agent or by {@link
     * #close}.
     */
    private static final class Call {

        private final String controlPoint;
        private final List<End> ends = new ArrayList<>(1);
        private final AtomicBoolean answered = new AtomicBoolean();

        Call(String controlPoint) {
            this.controlPoint = controlPoint;
        }

        FlowEndRequest request() {
            return CheckMessages.flowEndRequest(
                    controlPoint, ends.stream().flatMap(end -> end.tokens().stream()).toList());
        }
    }

    private final Sender sender;
    private final Listener listener;
    private final boolean coalesce;
    private final Later later;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();

    /**
     * The waiting ends by control point. A control point is a key while one of its calls is
     * running, and while its ends wait for the next calls of the link.
     */
    private final Map<String, Queue<End>> waiting = new HashMap<>();

    /** The control points of the next calls. They have no running call. */
    private final Set<String> pausing = new HashSet<>();

    private final Set<Call> underWay = new HashSet<>();
    private int pending;
    private long pendingBytes;
    private boolean closed;

    /** The time of the next calls, if the link is not quiet. */
    private long nextCalls;

    /** Whether the next calls are planned, as the link is busy. */
    private boolean ticking;

    /**
     * @param later runs the calls after a pause
     */
    FlowEnds(Sender sender, Listener listener, boolean coalesce, Later later, Ticker ticker) {
        this.sender = sender;
        this.listener = listener;
        this.coalesce = coalesce;
        this.later = later;
        this.ticker = ticker;
        nextCalls = ticker.nanos();
    }

    /** Ends a flow that holds tokens. Does not wait for the agent. */
    void end(EndedFlow flow) {
        String controlPoint = flow.controlPoint();
        End end = End.of(flow);
        Call call = null;
        lock.lock();
        try {
            if (!closed
                    && pending < MAX_PENDING
                    && pendingBytes + end.bytes() <= MAX_PENDING_BYTES) {
                pending++;
                pendingBytes += end.bytes();
                Queue<End> queue = waiting.get(controlPoint);
                if (queue != null) {
                    queue.add(end);
                    return;
                }
                if (coalesce) {
                    queue = new ArrayDeque<>();
                    waiting.put(controlPoint, queue);
                    if (pauses(controlPoint)) {
                        queue.add(end);
                        return;
                    }
                }
                call = new Call(controlPoint);
                call.ends.add(end);
                underWay.add(call);
            }
        } finally {
            lock.unlock();
        }
        if (call == null) {
            listener.ended(flow, false);
        } else {
            send(call);
        }
    }

    /** Whether the ends of a control point wait for the next calls of the link. */
    private boolean pauses(String controlPoint) {
        long now = ticker.nanos();
        if (!closed && (ticking || tickAfter(nextCalls - now))) {
            return pausing.add(controlPoint);
        }
        nextCalls = now + PAUSE.toNanos();
        return false;
    }

    /** Plans the next calls, and returns whether there will be any. */
    private boolean tickAfter(long nanos) {
        if (nanos > 0) {
            try {
                later.run(this::tick, nanos);
                ticking = true;
            } catch (RuntimeException | Error e) {
                // There may be no thread for it. The call is made at once then.
            }
        }
        return ticking;
    }

    /**
     * Makes the calls of a busy link, and plans the next ones. Here the timer's thread is awake
     * already. If another thread asked for them, it would wake up twice.
     */
    private void tick() {
        lock.lock();
        try {
            ticking = false;
            if (!pausing.isEmpty()) {
                tickAfter(PAUSE.toNanos());
            }
        } finally {
            lock.unlock();
        }
        sendAll();
    }

    /** Makes the calls of all control points that wait for the end of the pause. */
    private void sendAll() {
        List<Call> calls = new ArrayList<>();
        lock.lock();
        try {
            for (String controlPoint : pausing) {
                calls.add(Objects.requireNonNull(next(controlPoint)));
            }
            pausing.clear();
            nextCalls = ticker.nanos() + PAUSE.toNanos();
        } finally {
            lock.unlock();
        }
        for (Call call : calls) {
            try {
                send(call);
            } catch (RuntimeException | Error e) {
                // The listener has failed. The other calls still have to be made.
            }
        }
    }

    private void send(Call call) {
        try {
            sender.send(call.request(), taken -> answered(call, taken));
        } catch (RuntimeException | Error e) {
            // Later ends of this control point wait for this call after any kind of failure.
            answered(call, ReturnedTokens.NOTHING);
        }
    }

    private void answered(Call call, ReturnedTokens taken) {
        if (!call.answered.compareAndSet(false, true)) {
            return;
        }
        try {
            call.ends.forEach(end -> listener.ended(end.flow(), taken.all(end.tokens())));
        } finally {
            over(call);
        }
    }

    private void over(Call call) {
        Call next;
        lock.lock();
        try {
            underWay.remove(call);
            release(call.ends);
            Queue<End> queue = waiting.get(call.controlPoint);
            boolean waits = queue != null && !queue.isEmpty() && pauses(call.controlPoint);
            next = waits ? null : next(call.controlPoint);
            if (pending == 0) {
                drained.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            send(next);
        }
    }

    private void release(List<End> ends) {
        pending -= ends.size();
        for (End end : ends) {
            pendingBytes -= end.bytes();
        }
    }

    /** The next call: the waiting ends within the bounds, at least one. Null if none waits. */
    private @Nullable Call next(String controlPoint) {
        Queue<End> queue = waiting.get(controlPoint);
        if (queue == null) {
            return null;
        }
        if (queue.isEmpty()) {
            waiting.remove(controlPoint);
            return null;
        }
        Call call = new Call(controlPoint);
        int references = 0;
        int bytes = 0;
        for (End end = queue.peek(); end != null; end = queue.peek()) {
            references += end.tokens().size();
            bytes += end.sent();
            if (!call.ends.isEmpty() && (references > MAX_REFERENCES || bytes > MAX_BYTES)) {
                break;
            }
            call.ends.add(queue.remove());
        }
        underWay.add(call);
        return call;
    }

    /** The number of flows that wait for an answer now. */
    int pending() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Accepts no more ends and waits for the answers. Ends without an answer are then reported as
     * not returned.
     *
     * @param timeout how long to wait
     * @throws InterruptedException if interrupted; every end is reported nevertheless
     */
    void close(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        sendAll();
        lock.lock();
        try {
            long nanos = timeout.toNanos();
            while (pending > 0 && nanos > 0) {
                nanos = drained.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
            abandon();
        }
    }

    private void abandon() {
        List<Call> unanswered;
        List<End> unsent = new ArrayList<>();
        lock.lock();
        try {
            unanswered = List.copyOf(underWay);
            waiting.values().forEach(unsent::addAll);
            waiting.clear();
            pausing.clear();
            release(unsent);
        } finally {
            lock.unlock();
        }
        unanswered.forEach(call -> answered(call, ReturnedTokens.NOTHING));
        unsent.forEach(end -> listener.ended(end.flow(), false));
    }
}
