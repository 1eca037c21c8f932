package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.EndedFlow;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.trace.v1.ResourceSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.ScopeSpans;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reports flows to their agent as spans, in batches on the agent's own channel. Bounded in memory:
 * what finds no place pushes the oldest out, and what cannot be sent is dropped; both are counted.
 */
final class Spans {

    /**
     * Flows that wait, and what their replies may take; of one batch, likewise (an agent takes
     * messages of 4 MiB).
     */
    static final int MAX_WAITING = 8_192;

    private static final int MAX_WAITING_BYTES = 16 * 1024 * 1024;
    static final int MAX_BATCH = 512;
    private static final int MAX_BATCH_BYTES = 1024 * 1024;
    private static final Duration DELAY = Duration.ofSeconds(1);

    /** What a span takes besides the reply, about. */
    private static final int SPAN_BYTES = 512;

    /** Sends one batch. */
    interface Sender {
        void send(
                ExportTraceServiceRequest batch, StreamObserver<ExportTraceServiceResponse> reply);
    }

    private record Waiting(EndedFlow flow, boolean expectEnd, int bytes) {}

    private final Sender sender;
    private final LinkThread thread;
    private final AtomicLong dropped = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean scheduled;
    private boolean underWay;
    private boolean flushing;

    Spans(Sender sender, LinkThread thread) {
        this.sender = sender;
        this.thread = thread;
    }

    /** Spans that were never sent, or whose sending failed. */
    long dropped() {
        return dropped.get();
    }

    void add(EndedFlow flow, boolean expectEnd) {
        if (!(flow.decision().receipt() instanceof CheckResponse reply)) {
            return;
        }
        boolean full;
        boolean first;
        lock.lock();
        try {
            Waiting last = new Waiting(flow, expectEnd, reply.getSerializedSize() + SPAN_BYTES);
            waiting.add(last);
            waitingBytes += last.bytes();
            while (waiting.size() > MAX_WAITING || waitingBytes > MAX_WAITING_BYTES) {
                waitingBytes -= waiting.remove().bytes();
                dropped.incrementAndGet();
            }
            full = waiting.size() == MAX_BATCH && !underWay;
            first = !scheduled;
            scheduled = true;
        } finally {
            lock.unlock();
        }
        if (full) {
            thread.run(this::flush);
        } else if (first) {
            thread.later(DELAY, this::flush);
        }
    }

    /**
     * On the link's thread. One batch is under way at a time; the next goes when it is answered.
     */
    private void flush() {
        List<Waiting> batch = new ArrayList<>();
        lock.lock();
        try {
            scheduled = false;
            if (underWay) {
                return;
            }
            int bytes = 0;
            while (!waiting.isEmpty()
                    && batch.size() < MAX_BATCH
                    && (batch.isEmpty() || bytes + waiting.peek().bytes() <= MAX_BATCH_BYTES)) {
                Waiting next = waiting.remove();
                bytes += next.bytes();
                batch.add(next);
            }
            waitingBytes -= bytes;
            underWay = !batch.isEmpty();
        } finally {
            lock.unlock();
        }
        if (!batch.isEmpty()) {
            send(batch);
        }
    }

    private void send(List<Waiting> batch) {
        Unary<ExportTraceServiceResponse> reply =
                new Unary<>(
                        response -> answered((int) response.getPartialSuccess().getRejectedSpans()),
                        failure -> answered(batch.size()));
        try {
            sender.send(request(batch), reply);
        } catch (RuntimeException e) {
            reply.onError(e);
        }
    }

    private static ExportTraceServiceRequest request(List<Waiting> batch) {
        Instant now = Instant.now();
        long nowNanos = System.nanoTime();
        long nowEpochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (Waiting waiting : batch) {
            spans.addSpans(
                    FlowSpan.of(waiting.flow(), waiting.expectEnd(), nowNanos, nowEpochNanos));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build();
    }

    private void answered(int lost) {
        dropped.addAndGet(lost);
        boolean now;
        boolean later;
        lock.lock();
        try {
            underWay = false;
            now = waiting.size() >= MAX_BATCH || (flushing && !waiting.isEmpty());
            later = !now && !waiting.isEmpty() && !scheduled;
            scheduled |= later;
            if (waiting.isEmpty()) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            thread.run(this::flush);
        } else if (later) {
            thread.later(DELAY, this::flush);
        }
    }

    /**
     * Sends what waits, and waits until it is sent, at most for the time. What is left then is
     * dropped.
     */
    void flush(long nanos) throws InterruptedException {
        lock.lock();
        try {
            flushing = true;
            long left = nanos;
            if (!waiting.isEmpty()) {
                thread.run(this::flush);
            }
            while ((underWay || !waiting.isEmpty()) && left > 0) {
                left = idle.awaitNanos(left);
            }
            dropped.addAndGet(waiting.size());
            waiting.clear();
            waitingBytes = 0;
        } finally {
            lock.unlock();
        }
    }
}
