package io.github.aperturecdi.flow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of a look-up in an agent's cache: a value, no value, an error, or no answer. */
public final class CacheLookup {

    /** The four outcomes. */
    public enum Status {
        /** The cache has a value. */
        HIT,
        /** The cache has no value. */
        MISS,
        /** The cache failed; the flow is not affected. */
        ERROR,
        /** There is no answer, or no look-up was sent. */
        ABSENT
    }

    /** The result without an answer. */
    public static final CacheLookup ABSENT = new CacheLookup(Status.ABSENT, null, null);

    /** The result of a cache without a value. */
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
     * The result with a value.
     *
     * @param value the value, owned by the lookup from now on
     * @return the lookup
     */
    public static CacheLookup hit(byte[] value) {
        return new CacheLookup(Status.HIT, value, null);
    }

    /**
     * The result of a cache that failed.
     *
     * @param error the agent's error text
     * @return the lookup
     */
    public static CacheLookup error(String error) {
        return new CacheLookup(Status.ERROR, null, error);
    }

    /** {@return which of the four outcomes this is} */
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

    /** {@return the size of the value in bytes; 0 unless it is a {@link Status#HIT}} */
    public int size() {
        return value == null ? 0 : value.length;
    }

    /**
     * The agent's text about the failure.
     *
     * @return the text; empty unless {@link Status#ERROR}
     */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** The text leaves out the value. */
    @Override
    public String toString() {
        return "CacheLookup[" + status + (error == null ? "" : ": " + error) + "]";
    }
}
