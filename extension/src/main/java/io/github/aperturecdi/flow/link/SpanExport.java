package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
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
 * Sends the spans of ended flows to their agent, from its own thread: one batch at a time, at most
 * a second after the batch's first span. A batch that the agent does not accept is counted and
 * dropped. The flows themselves are not affected.
 */
final class SpanExport {

    /** Makes the call and waits for the answer; throws if there is none in time. */
    @FunctionalInterface
    interface Sender {
        ExportTraceServiceResponse export(ExportTraceServiceRequest request)
                throws InterruptedException;
    }

    static final String THREAD = "aperture-span-export";

    /** The queue holds the spans of a minute of a quiet service, or of a second of a busy one. */
    private static final SpanQueue.Bounds QUEUE = new SpanQueue.Bounds(10_000, 8 << 20);

    /** A batch has at most a quarter of the largest message that an agent reads. */
    private static final SpanQueue.Bounds BATCH = new SpanQueue.Bounds(512, 1 << 20);

    private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long to wait for the end of a call that was interrupted, so that it is counted. */
    private static final long INTERRUPTED_MILLIS = 250;

    /** The size of a span without its check_response: keys, times and ids. */
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
        // The thread needs only classes of this library, and must not keep another application's
        // loader in memory.
        thread.setContextClassLoader(SpanExport.class.getClassLoader());
        thread.start();
    }

    /**
     * Adds the span of a flow. Does not wait.
     *
     * @param flow the flow, decided by an agent
     * @param givenBack whether its tokens were returned
     */
    void add(EndedFlow flow, boolean givenBack) {
        if (!(flow.decision().receipt() instanceof Receipt)) {
            return;
        }
        // The span contains the reply as Base64 text.
        int size = Receipt.bytes(flow);
        int bytes = SPAN_BYTES + size + size / 3;
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

    /** The number of spans that the agent did not get. */
    long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            for (List<SpanQueue.Entry> batch = next(); !batch.isEmpty(); batch = next()) {
                export(batch);
            }
        } catch (InterruptedException e) {
            // The close has interrupted this thread, and counts the remaining spans.
        }
    }

    /** Waits for a batch. It is empty if the export is closed and all spans are sent. */
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
            dropped.addAndGet(Math.min(Math.max(0, rejected), batch.size()));
        } catch (InterruptedException e) {
            dropped.addAndGet(batch.size());
            throw e;
        } catch (RuntimeException | Error e) {
            // The next batch follows after any kind of failure, as there is no other thread to send
            // it.
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
     * Sends the waiting spans and ends the thread.
     *
     * @param timeout how long that may take; the remaining spans are dropped
     * @throws InterruptedException if interrupted; the thread ends nevertheless
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

    /**
     * Drops the waiting spans. This comes before the interruption, so that no other call follows.
     */
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
