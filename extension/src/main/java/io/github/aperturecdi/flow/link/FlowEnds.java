package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Returns the tokens of ended flows. The first end of a control point is sent at once. With {@link
 * AgentEndpoint#coalesceEnds}, the ends that come before its answer are sent together afterwards,
 * so a burst of ends needs few calls and a single end never waits.
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

    /** A quarter of the largest message that an agent reads. */
    static final int MAX_BYTES = 1 << 20;

    /** The end of one flow. Its size is computed once, before the lock is taken. */
    private record End(EndedFlow flow, FlowEndRequest references, long bytes) {

        static End of(EndedFlow flow) {
            FlowEndRequest references =
                    CheckMessages.flowEndRequest(flow.controlPoint(), flow.decision().inflight());
            return new End(
                    flow, references, (long) Receipt.bytes(flow) + references.getSerializedSize());
        }
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
            FlowEndRequest.Builder request = ends.get(0).references().toBuilder();
            for (End end : ends.subList(1, ends.size())) {
                request.addAllInflightRequests(end.references().getInflightRequestsList());
            }
            return request.build();
        }
    }

    private final Sender sender;
    private final Listener listener;
    private final boolean coalesce;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();

    /**
     * The waiting ends by control point. A control point is a key while one of its calls is
     * running.
     */
    private final Map<String, Queue<End>> waiting = new HashMap<>();

    private final Set<Call> underWay = new HashSet<>();
    private int pending;
    private long pendingBytes;
    private boolean closed;

    FlowEnds(Sender sender, Listener listener, boolean coalesce) {
        this.sender = sender;
        this.listener = listener;
        this.coalesce = coalesce;
    }

    /** Ends a flow that holds tokens. Does not wait for the agent. */
    void end(EndedFlow flow) {
        String controlPoint = flow.controlPoint();
        End end = End.of(flow);
        Call call = new Call(controlPoint);
        boolean accepted;
        lock.lock();
        try {
            accepted =
                    !closed
                            && pending < MAX_PENDING
                            && pendingBytes + end.bytes() <= MAX_PENDING_BYTES;
            if (accepted) {
                pending++;
                pendingBytes += end.bytes();
                Queue<End> queue = waiting.get(controlPoint);
                if (queue != null) {
                    queue.add(end);
                    return;
                }
                if (coalesce) {
                    waiting.put(controlPoint, new ArrayDeque<>());
                }
                call.ends.add(end);
                underWay.add(call);
            }
        } finally {
            lock.unlock();
        }
        if (accepted) {
            send(call);
        } else {
            listener.ended(flow, false);
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
            call.ends.forEach(end -> listener.ended(end.flow(), taken.all(end.references())));
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
            next = next(call.controlPoint);
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
            references += end.references().getInflightRequestsCount();
            bytes += end.references().getSerializedSize();
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
            release(unsent);
        } finally {
            lock.unlock();
        }
        unanswered.forEach(call -> answered(call, ReturnedTokens.NOTHING));
        unsent.forEach(end -> listener.ended(end.flow(), false));
    }
}
