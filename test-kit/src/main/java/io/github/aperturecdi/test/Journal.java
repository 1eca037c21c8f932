package io.github.aperturecdi.test;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the checks, ends and spans that an agent received since the test began. Late ends and
 * spans of an earlier test's flows are ignored.
 */
final class Journal {

    /** The label that marks a reply. The flow's span brings it back. */
    static final String MARK = "aperture.test.flow";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, CheckedFlow> byMark = new HashMap<>();
    private final Map<String, CheckedFlow> byRequestId = new HashMap<>();
    private final List<CheckedFlow> flows = new ArrayList<>();
    private final List<SeenSpan> spans = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int lastNumber;

    /** Begins the next test. */
    void reset() {
        locked(
                () -> {
                    flows.clear();
                    spans.clear();
                    problems.clear();
                    return null;
                });
    }

    CheckedFlow checked(CheckRequest request, @Nullable Duration deadline) {
        return locked(
                () -> {
                    CheckedFlow flow = new CheckedFlow(++lastNumber, request, deadline);
                    flows.add(flow);
                    byMark.put(Integer.toString(flow.number), flow);
                    return flow;
                });
    }

    /** Records the reply as it is sent. */
    CheckResponse replied(CheckedFlow flow, CheckResponse reply) {
        CheckResponse marked =
                reply.toBuilder()
                        .putTelemetryFlowLabels(MARK, Integer.toString(flow.number))
                        .build();
        return locked(
                () -> {
                    flow.reply(marked);
                    flow.tokens().forEach(token -> byRequestId.put(token.getRequestId(), flow));
                    return marked;
                });
    }

    void callerGone(CheckedFlow flow) {
        locked(
                () -> {
                    flow.needsNoEnd();
                    return null;
                });
    }

    /** Notes that the agent has stopped, and has lost all flows that have not ended. */
    void agentStopped() {
        locked(
                () -> {
                    flows.stream()
                            .filter(flow -> !flow.hasEnded())
                            .forEach(CheckedFlow::needsNoEnd);
                    return null;
                });
    }

    void returned(List<InflightRequestRef> references) {
        locked(
                () -> {
                    for (InflightRequestRef reference : references) {
                        CheckedFlow flow = byRequestId.get(reference.getRequestId());
                        if (flow == null) {
                            problems.add(
                                    "FlowEnd returns tokens of the policy '"
                                            + reference.getPolicyName()
                                            + "' that no admission handed out");
                        } else {
                            flow.returned.add(reference);
                        }
                    }
                    return null;
                });
    }

    void exported(List<Span> received) {
        locked(
                () -> {
                    for (Span each : received) {
                        ReceivedSpan span = ReceivedSpan.of(each);
                        CheckedFlow flow = byMark.get(span.flow());
                        if (flow == null) {
                            problems.add(
                                    "the span '"
                                            + each.getName()
                                            + "' carries the reply of no check");
                        } else {
                            flow.spans.add(span);
                        }
                        if (flow == null || flows.contains(flow)) {
                            spans.add(span.span());
                        }
                    }
                    return null;
                });
    }

    /**
     * Tells waiting threads that the agent has started a check, which may wait at a scheduler now.
     */
    void asked() {
        locked(() -> null);
    }

    void problem(String problem) {
        locked(() -> problems.add(problem));
    }

    List<SeenFlow> seenFlows() {
        return locked(() -> flows.stream().map(CheckedFlow::seen).toList());
    }

    List<SeenSpan> spans() {
        return locked(() -> List.copyOf(spans));
    }

    /** Waits until every flow has ended, at most for {@code patience}. */
    void awaitEnds(Duration patience) {
        await(patience, () -> flows.stream().allMatch(CheckedFlow::hasEnded));
    }

    /** Waits until there are {@code count} flows, at most for {@code patience}. */
    boolean awaitFlows(int count, Duration patience) {
        return await(patience, () -> flows.size() >= count);
    }

    /**
     * Waits until a condition is true, at most for {@code patience}. Each event rechecks the
     * condition.
     */
    boolean await(Duration patience, Supplier<Boolean> condition) {
        return locked(
                () -> {
                    long left = patience.toNanos();
                    try {
                        while (!condition.get() && left > 0) {
                            left = changed.awaitNanos(left);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return condition.get();
                });
    }

    /** Reads the journal under its lock, in a consistent state. */
    <T> T look(View<T> view) {
        return locked(() -> view.of(flows, problems));
    }

    /** A reader of the journal. */
    @FunctionalInterface
    interface View<T> {
        T of(List<CheckedFlow> flows, List<String> problems);
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            T result = work.get();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }
}
