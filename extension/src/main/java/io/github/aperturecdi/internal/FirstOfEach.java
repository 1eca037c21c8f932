package io.github.aperturecdi.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the first event of each key, such as a control point, so that the log reports it once.
 * Thread-safe.
 *
 * @param <K> the type of the keys
 */
public final class FirstOfEach<K> {

    /**
     * How many keys are kept. Programs may create names at run time, which must not fill the
     * memory.
     */
    public static final int MAX = 1_000;

    private final Set<K> known = ConcurrentHashMap.newKeySet();

    /**
     * Records a key. Threads that call this at once may exceed the bound by their number at most.
     *
     * @param key the key
     * @return whether the key is new; false if the bound is reached
     */
    public boolean is(K key) {
        return !known.contains(key) && known.size() < MAX && known.add(key);
    }
}
