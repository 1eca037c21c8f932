package io.github.aperturecdi.flow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's cache had under a key. A value there, no value, an error and no answer at all are
 * four things.
 */
public final class CacheLookup {

    /** The four outcomes. */
    public enum Status {
        /** There is a value. */
        HIT,
        /** There is none. */
        MISS,
        /** The cache failed; the flow is not affected. */
        ERROR,
        /** Nobody asked, or nobody answered. */
        ABSENT
    }

    /** Nobody asked, or nobody answered. */
    public static final CacheLookup ABSENT = new CacheLookup(Status.ABSENT, null, null);

    /** There is no value. */
    public static final CacheLookup MISS = new CacheLookup(Status.MISS, null, null);

    private final Status status;
    private final byte @Nullable [] value;
    private final @Nullable String error;

    private CacheLookup(Status status, byte @Nullable [] value, @Nullable String error) {
        this.status = status;
        this.value = value;
        this.error = error;
    }

    /**
     * A value.
     *
     * @param value the value, owned by the lookup from now on
     * @return the lookup
     */
    public static CacheLookup hit(byte[] value) {
        return new CacheLookup(Status.HIT, value, null);
    }

    /**
     * A failure of the cache.
     *
     * @param error what the agent says
     * @return the lookup
     */
    public static CacheLookup error(String error) {
        return new CacheLookup(Status.ERROR, null, error);
    }

    /**
     * Which of the four it is.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * The value.
     *
     * @return a copy; empty unless {@link Status#HIT}
     */
    public Optional<byte[]> value() {
        return Optional.ofNullable(value).map(byte[]::clone);
    }

    /**
     * What the agent says of its failure.
     *
     * @return the text; empty unless {@link Status#ERROR}
     */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "CacheLookup[" + status + (error == null ? "" : ": " + error) + "]";
    }
}
