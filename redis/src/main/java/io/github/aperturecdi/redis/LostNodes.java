package io.github.aperturecdi.redis;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster that could not be asked. The client restores its connections to them by
 * itself, and the first answer shows that a node is back. A node that was away between two requests
 * is not noticed. Only the store's thread uses this class.
 */
final class LostNodes {

    /** A connection that comes and goes is no reason to tell all places each time. */
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    /** A search looks at all slots of a lost node, and other nodes answer all the time. */
    private static final long SEARCH_AGAIN = Duration.ofMillis(100).toNanos();

    private final IntFunction<@Nullable String> nodes;
    private final LongSupplier clock;

    /** The slots of keys that could not be asked about. Another node may have them meanwhile. */
    private final BitSet slots = new BitSet(SlotHash.SLOT_COUNT);

    /** For each node that has none of these slots, when to search again. */
    private final Map<String, Long> searches = new HashMap<>();

    private long quietUntil;

    /**
     * @param nodes knows the id of the node that has a slot; null for none
     * @param clock the time in nanoseconds
     */
    LostNodes(IntFunction<@Nullable String> nodes, LongSupplier clock) {
        this.nodes = nodes;
        this.clock = clock;
        this.quietUntil = clock.getAsLong();
    }

    /** The node of a key could not be asked. */
    void failed(String key) {
        int slot = SlotHash.getSlot(key);
        if (!slots.get(slot)) {
            slots.set(slot);
            searches.clear();
        }
    }

    /**
     * The node of a key has answered.
     *
     * @return whether it is back, and was lost before. What it held may be lost. True once a second
     *     at most; a node that is back earlier is so at a later answer
     */
    boolean areBack(String key) {
        long now = clock.getAsLong();
        if (slots.isEmpty() || quietUntil - now > 0) {
            return false;
        }
        String node = nodes.apply(SlotHash.getSlot(key));
        if (node == null || searches.getOrDefault(node, now) - now > 0) {
            return false;
        }
        boolean back = false;
        for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
            if (node.equals(nodes.apply(slot))) {
                slots.clear(slot);
                back = true;
            }
        }
        if (back) {
            quietUntil = now + PAUSE;
        } else {
            searches.put(node, now + SEARCH_AGAIN);
        }
        return back;
    }
}
