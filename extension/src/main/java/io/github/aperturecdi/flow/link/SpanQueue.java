package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.EndedFlow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The spans that wait for their export. The queue is bounded by number and by size, and drops the
 * oldest spans first. It is not thread-safe; its owner has the lock.
 */
final class SpanQueue {

    /** An ended flow that becomes a span, and whether its tokens were returned. */
    record Entry(EndedFlow flow, boolean givenBack, int bytes) {}

    /**
     * Bounds of a queue or of a batch.
     *
     * @param count the number of spans
     * @param bytes their estimated size
     */
    record Bounds(int count, int bytes) {
        boolean exceededBy(int otherCount, long otherBytes) {
            return otherCount > count || otherBytes > bytes;
        }
    }

    private final Bounds queueBounds;
    private final Bounds batchBounds;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    SpanQueue(Bounds queue, Bounds batch) {
        this.queueBounds = queue;
        this.batchBounds = batch;
    }

    /**
     * Adds an entry.
     *
     * @return the number of dropped entries: old ones, or the entry itself if it exceeds the bound
     *     of the queue
     */
    int add(Entry entry) {
        entries.add(entry);
        bytes += entry.bytes();
        int dropped = 0;
        while (queueBounds.exceededBy(entries.size(), bytes)) {
            bytes -= entries.remove().bytes();
            dropped++;
        }
        return dropped;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    /** Whether the queue holds a full batch. */
    boolean holdsBatch() {
        return entries.size() >= batchBounds.count() || bytes >= batchBounds.bytes();
    }

    /**
     * Removes the oldest entries, within the bounds of a batch, but at least one if there is one.
     */
    List<Entry> takeBatch() {
        List<Entry> batch = new ArrayList<>();
        long batchBytes = 0;
        for (Entry oldest = entries.peek(); oldest != null; oldest = entries.peek()) {
            batchBytes += oldest.bytes();
            if (!batch.isEmpty() && batchBounds.exceededBy(batch.size() + 1, batchBytes)) {
                break;
            }
            batch.add(entries.remove());
            bytes -= oldest.bytes();
        }
        return batch;
    }
}
