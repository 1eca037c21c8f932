package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.common.v1.InstrumentationScope;
import io.github.aperturecdi.proto.otlp.trace.v1.ResourceSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.ScopeSpans;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends the spans of ended flows to their agent, in batches, from a thread of its own: one batch at
 * a time, a second after its first span at the latest. A batch that the agent does not take is
 * counted and forgotten; the flows themselves are not affected.
 */
final class SpanExport {

    /** Makes the call and waits for the answer; throws when there is none in time. */
    @FunctionalInterface
    interface Sender {
        ExportTraceServiceResponse export(ExportTraceServiceRequest request)
                throws InterruptedException;
    }

    static final String THREAD = "aperture-span-export";

    /** A minute of a quiet service, a second of a busy one. */
    private static final SpanQueue.Bounds QUEUE = new SpanQueue.Bounds(10_000, 8 << 20);

    /** A quarter of what an agent reads as one message. */
    private static final SpanQueue.Bounds BATCH = new SpanQueue.Bounds(512, 1 << 20);

    private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

    /** For a call that is given up to end, and to be counted. */
    private static final long INTERRUPTED_MILLIS = 250;

    /** What a span takes besides its check_response: keys, times and ids. */
    private static final int SPAN_BYTES = 640;

    private final Sender sender;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SpanQueue queue = new SpanQueue(QUEUE, BATCH);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private boolean closed;

    SpanExport(Sender sender, Ticker ticker) {
        this.sender = sender;
        this.ticker = ticker;
        thread = new Thread(this::run, THREAD);
        thread.setDaemon(true);
        // Needs no class but this library's, and must not keep an application's loader for longer.
        thread.setContextClassLoader(SpanExport.class.getClassLoader());
        thread.start();
    }

    /**
     * Takes the span of a flow; does not wait.
     *
     * @param flow the flow, decided by an agent
     * @param givenBack whether what it held was given back
     */
    void add(EndedFlow flow, boolean givenBack) {
        if (!(flow.decision().receipt() instanceof CheckResponse response)) {
            return;
        }
        // On the wire it is Base64 text.
        int bytes =
                SPAN_BYTES
                        + Receipt.bytes(flow)
                        + (int) Math.min(1 << 30, response.getSerializedSize() / 3L);
        SpanQueue.Entry entry = new SpanQueue.Entry(flow, givenBack, bytes);
        lock.lock();
        try {
            if (closed || bytes > MessageSizes.MAX_REQUEST_BYTES) {
                dropped.incrementAndGet();
                return;
            }
            boolean wasEmpty = queue.isEmpty();
            dropped.addAndGet(queue.add(entry));
            if (wasEmpty || queue.holdsBatch()) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many spans the agent did not get. */
    long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            for (List<SpanQueue.Entry> batch = next(); !batch.isEmpty(); batch = next()) {
                export(batch);
            }
        } catch (InterruptedException e) {
            // Closing took too long: what is left is counted by close().
        }
    }

    /** Waits for a batch; empty when closed and all is sent. */
    private List<SpanQueue.Entry> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty() && !closed) {
                changed.await();
            }
            long nanos = FLUSH_NANOS;
            while (!queue.holdsBatch() && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return queue.takeBatch();
        } finally {
            lock.unlock();
        }
    }

    private void export(List<SpanQueue.Entry> batch) throws InterruptedException {
        try {
            long rejected =
                    sender.export(request(batch, ticker.epochOffsetNanos()))
                            .getPartialSuccess()
                            .getRejectedSpans();
            dropped.addAndGet(Math.max(0, rejected));
        } catch (InterruptedException e) {
            dropped.addAndGet(batch.size());
            throw e;
        } catch (RuntimeException | Error e) {
            // Whatever it is, the next batch may do better, and nobody else makes it.
            dropped.addAndGet(batch.size());
        }
    }

    static ExportTraceServiceRequest request(List<SpanQueue.Entry> batch, long epochOffsetNanos) {
        ScopeSpans.Builder spans =
                ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("aperture-cdi"));
        for (SpanQueue.Entry entry : batch) {
            spans.addSpans(Spans.span(entry.flow(), entry.givenBack(), epochOffsetNanos));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                .build();
    }

    /**
     * Sends what there is, and ends the thread.
     *
     * @param timeout how long that may take; what is left then is dropped
     * @throws InterruptedException if interrupted; the thread ends all the same
     */
    void close(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, timeout.toNanos());
        } finally {
            dropQueue();
            thread.interrupt();
        }
        thread.join(INTERRUPTED_MILLIS);
    }

    /** Before the interruption: a call that is given up must not be followed by another. */
    private void dropQueue() {
        lock.lock();
        try {
            while (!queue.isEmpty()) {
                dropped.addAndGet(queue.takeBatch().size());
            }
        } finally {
            lock.unlock();
        }
    }
}
