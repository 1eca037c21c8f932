package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.EndedFlow;
import io.github.aperturecdi.flow.InflightToken;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Gives back what flows hold. An idle control point's end is sent at once; ends that come while one
 * is under way wait for it, and travel together. Bounded: an end that finds no place has failed at
 * once.
 */
final class FlowEnds {

    /**
     * Ends that wait or are under way. Past it an agent is long gone, or slower than its service.
     */
    static final int MAX_ENDS = 10_000;

    /** Ends in one call, far below any limit of a message's size. */
    private static final int MAX_ENDS_PER_CALL = 1_000;

    /** Sends one call. */
    interface Sender {
        void send(FlowEndRequest request, StreamObserver<FlowEndResponse> reply);
    }

    private final Sender sender;
    private final LinkThread thread;
    private final boolean coalesce;
    private final BiConsumer<EndedFlow, Boolean> afterwards;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Map<String, Queue<EndedFlow>> waiting = new HashMap<>();
    private int underWay;

    /**
     * Nothing to send yet.
     *
     * @param sender sends a call, on the link's thread
     * @param thread the link's thread
     * @param coalesce whether ends may travel together
     * @param afterwards told of each flow, and whether the agent has taken its end
     */
    FlowEnds(
            Sender sender,
            LinkThread thread,
            boolean coalesce,
            BiConsumer<EndedFlow, Boolean> afterwards) {
        this.sender = sender;
        this.thread = thread;
        this.coalesce = coalesce;
        this.afterwards = afterwards;
    }

    void add(EndedFlow flow) {
        String controlPoint = flow.request().controlPoint();
        boolean taken;
        boolean first = false;
        lock.lock();
        try {
            taken = underWay < MAX_ENDS;
            if (taken) {
                underWay++;
                Queue<EndedFlow> others = coalesce ? waiting.get(controlPoint) : null;
                first = others == null;
                if (others != null) {
                    others.add(flow);
                } else if (coalesce) {
                    waiting.put(controlPoint, new ArrayDeque<>());
                }
            }
        } finally {
            lock.unlock();
        }
        if (!taken) {
            afterwards.accept(flow, false);
        } else if (first && !thread.run(() -> send(controlPoint, List.of(flow)))) {
            answered(controlPoint, List.of(flow), false);
        }
    }

    private void send(String controlPoint, List<EndedFlow> flows) {
        List<InflightToken> tokens =
                flows.stream().flatMap(flow -> flow.decision().inflight().stream()).toList();
        Unary<FlowEndResponse> reply =
                new Unary<>(
                        response -> answered(controlPoint, flows, true),
                        failure -> answered(controlPoint, flows, false));
        try {
            sender.send(Wire.flowEndRequest(controlPoint, tokens), reply);
        } catch (RuntimeException e) {
            reply.onError(e);
        }
    }

    private void answered(String controlPoint, List<EndedFlow> flows, boolean taken) {
        List<EndedFlow> next = new ArrayList<>();
        lock.lock();
        try {
            underWay -= flows.size();
            if (underWay == 0) {
                idle.signalAll();
            }
            Queue<EndedFlow> others = waiting.get(controlPoint);
            if (others != null && others.isEmpty()) {
                waiting.remove(controlPoint);
            }
            while (others != null && !others.isEmpty() && next.size() < MAX_ENDS_PER_CALL) {
                next.add(others.remove());
            }
        } finally {
            lock.unlock();
        }
        flows.forEach(flow -> afterwards.accept(flow, taken));
        if (!next.isEmpty() && !thread.run(() -> send(controlPoint, next))) {
            answered(controlPoint, next, false);
        }
    }

    /** Waits until nothing is under way, at most for the time. */
    void awaitIdle(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (underWay > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
