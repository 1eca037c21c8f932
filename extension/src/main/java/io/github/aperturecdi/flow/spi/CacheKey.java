package io.github.aperturecdi.flow.spi;

/**
 * A place in an agent's cache. All agents of a group share one cache: a result key is shared by
 * every service that uses the control point, a global key by all services of the group.
 */
public sealed interface CacheKey {

    /** {@return the key, not empty} */
    String key();

    /**
     * The key of a result of a control point.
     *
     * @param controlPoint the control point
     * @param key the key within it, not empty
     */
    record Result(String controlPoint, String key) implements CacheKey {

        /** Refuses an empty key, which an agent skips in silence. */
        public Result {
            requireNotEmpty(key);
        }
    }

    /**
     * The key of a value that belongs to no control point.
     *
     * @param key the key, not empty
     */
    record Global(String key) implements CacheKey {

        /** Refuses an empty key, which an agent skips in silence. */
        public Global {
            requireNotEmpty(key);
        }
    }

    private static void requireNotEmpty(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException(SpiTexts.emptyCacheKey());
        }
    }
}
