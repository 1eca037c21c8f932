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
 * What an agent was asked and told since the test began. What still comes for flows of an earlier
 * test is left aside.
 */
final class Journal {

    /** The label that a reply gets, and that its span brings back. */
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

    /** Keeps the reply as it leaves. */
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
                    flow.callerGone();
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

    /** An agent has begun with a check, so that it may wait now. */
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

    /** Waits until every flow has ended, or for so long. */
    void awaitEnds(Duration patience) {
        await(patience, () -> flows.stream().allMatch(CheckedFlow::hasEnded));
    }

    /** Waits until there are so many flows, or for so long. */
    boolean awaitFlows(int count, Duration patience) {
        return await(patience, () -> flows.size() >= count);
    }

    /** Waits until something is so, or for so long. Looks at each event. */
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

    /** Looks at everything at one moment. */
    <T> T look(View<T> view) {
        return locked(() -> view.of(flows, problems));
    }

    /** What is made of the journal. */
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
