package io.github.aperturecdi.flow;

import org.jspecify.annotations.Nullable;

/**
 * What became of a change in an agent's cache.
 *
 * @param status the outcome
 * @param error what went wrong; null on success
 */
public record CacheUpdate(Status status, @Nullable String error) {

    /** The outcomes. */
    public enum Status {
        /** It is done. */
        SUCCESS,
        /** The agent's cache failed. */
        ERROR,
        /** Nobody answered, or the agent has no cache. */
        ABSENT
    }

    /** It is done. */
    public static final CacheUpdate SUCCESS = new CacheUpdate(Status.SUCCESS, null);

    /**
     * A failure of the cache.
     *
     * @param error what the agent says
     * @return the update
     */
    public static CacheUpdate error(String error) {
        return new CacheUpdate(Status.ERROR, error);
    }

    /**
     * No answer.
     *
     * @param why why there is none
     * @return the update
     */
    public static CacheUpdate absent(String why) {
        return new CacheUpdate(Status.ABSENT, why);
    }
}
