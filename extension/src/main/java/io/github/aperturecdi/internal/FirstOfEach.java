package io.github.aperturecdi.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the first time that something happens to each of many, such as control points, so that the
 * log says it once. Safe for use by several threads.
 *
 * @param <K> what tells one from the other
 */
public final class FirstOfEach<K> {

    /** How many are remembered. Names may be made at run time, and must not fill the memory. */
    public static final int MAX = 1_000;

    private final Set<K> known = ConcurrentHashMap.newKeySet();

    /**
     * Remembers one. Threads that come at once may exceed the bound by their number, and no more.
     *
     * @param key the one
     * @return whether it is new; false past the bound, too
     */
    public boolean is(K key) {
        return !known.contains(key) && known.size() < MAX && known.add(key);
    }
}
