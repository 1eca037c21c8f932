package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.EndedFlow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The spans that wait to be exported: bounded by number and by size, where the oldest make room for
 * the newest. Knows no clock and no lock; its owner has both.
 */
final class SpanQueue {

    /** A flow to make a span of, and whether what it held was given back. */
    record Entry(EndedFlow flow, boolean givenBack, int bytes) {}

    /**
     * Bounds of a queue or of a batch.
     *
     * @param count how many spans
     * @param bytes how large, by estimate
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
     * @return how many had to go for it: old ones, or the entry itself when it is larger than the
     *     whole queue may be
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

    /** Whether there is no point in waiting for more. */
    boolean holdsBatch() {
        return entries.size() >= batchBounds.count() || bytes >= batchBounds.bytes();
    }

    /** Takes the oldest, within the bounds of a batch, but at least one if there is one. */
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
