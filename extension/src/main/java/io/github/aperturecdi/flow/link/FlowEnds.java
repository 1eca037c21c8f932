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
 * Gives back what flows held. The first end of a control point is sent at once; those that come
 * while it is under way travel together when it has returned, so a burst of ends costs few calls
 * and a single one waits for nothing.
 *
 * <p>Bounded: past {@link #MAX_PENDING} flows or {@link #MAX_PENDING_BYTES} bytes of them, an end
 * is reported as not given back, and the agent learns of it from the flow's span.
 */
final class FlowEnds {

    /** Makes the call; the answer comes later, once: what the agent took. Or it throws. */
    @FunctionalInterface
    interface Sender {
        void send(FlowEndRequest request, Consumer<ReturnedTokens> answer);
    }

    /** Hears of every flow, once: whether what it held was given back. */
    @FunctionalInterface
    interface Listener {
        void ended(EndedFlow flow, boolean givenBack);
    }

    static final int MAX_PENDING = 10_000;

    /** What waits, by estimate: a reply shows its labels again, and may have megabytes of them. */
    static final long MAX_PENDING_BYTES = 16 << 20;

    static final int MAX_REFERENCES = 1_000;

    /** A quarter of what an agent reads as one message. */
    static final int MAX_BYTES = 1 << 20;

    /** Its size is measured once, and by who ends the flow: others wait for the lock. */
    private record End(EndedFlow flow, FlowEndRequest references, long bytes) {

        static End of(EndedFlow flow) {
            FlowEndRequest references =
                    CheckMessages.flowEndRequest(flow.controlPoint(), flow.decision().inflight());
            return new End(
                    flow, references, (long) Receipt.bytes(flow) + references.getSerializedSize());
        }
    }

    /** One FlowEnd of one control point. Answered once, by the agent or by {@link #close}. */
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

    /** What waits, by control point; a control point is there while a call of it is under way. */
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

    /** Takes the end of a flow that holds something. Does not wait for the agent. */
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
            // Whatever it is: later ends of this control point wait for this call.
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

    /** What has come meanwhile, as one call within the bounds; at least one end. */
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

    /** How many flows wait for an answer now. */
    int pending() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more ends and waits for those there are. What is still unanswered then is reported
     * as not given back.
     *
     * @param timeout how long to wait
     * @throws InterruptedException if interrupted; nothing is left unreported all the same
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
