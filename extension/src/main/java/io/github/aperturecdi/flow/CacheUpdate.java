package io.github.aperturecdi.flow;

import org.jspecify.annotations.Nullable;

/**
 * The result of a change in an agent's cache.
 *
 * @param status the outcome
 * @param error the reason of the failure; null on success
 */
public record CacheUpdate(Status status, @Nullable String error) {

    /** The outcomes. */
    public enum Status {
        /** The agent has made the change. */
        SUCCESS,
        /** The agent's cache failed. */
        ERROR,
        /** There is no answer, or the agent has no cache. */
        ABSENT
    }

    /** The result of a change that the agent has made. */
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
