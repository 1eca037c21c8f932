package io.github.aperturecdi.embedded.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The tokens of one label value that this instance has taken from the store in advance. */
final class Lease extends LabelStates.State {

    /** Whether the lease is for one label value. Values that share a state have no lease. */
    final boolean isOwn;

    /** The tokens for the next flows. */
    double left;

    /** The tokens that flows have got since the lease began, and its renewals. */
    double demand;

    /** The tokens in the store at its last answer. */
    double available;

    /** Until when the lease decides without the store. */
    long until;

    /**
     * From how many tokens on flows are refused until then, as the store has too few; {@link
     * Double#POSITIVE_INFINITY} while it has enough.
     */
    double refusedFrom = Double.POSITIVE_INFINITY;

    /** Whether the store has as many tokens as were refused at some time. */
    boolean refusesForNow;

    /** When the store has them. The lease may be over before. */
    long due;

    /** Until when the demand is known. */
    long knownUntil;

    /** Whether the store has a question. */
    boolean asks;

    /** The question; null for none, and while it is begun. */
    @Nullable Ask<?> ask;

    /** The flow for which the lease asks; null for none. */
    @Nullable LeasedFlow asker;

    /** The flows that wait for the answer of the store. */
    final Deque<LeasedFlow> waiting = new ArrayDeque<>(2);

    /** Gives the rest back; null before the first rest. */
    @Nullable Alarm end;

    Lease(boolean isOwn, long now) {
        this.isOwn = isOwn;
        this.until = now;
        this.knownUntil = now;
    }

    boolean isOver(long now) {
        return now - until >= 0;
    }

    /** Whether the lease decides about a flow without the store. */
    boolean decides(double tokens, long now) {
        return !isOver(now) && (tokens >= refusedFrom || tokens <= left);
    }

    /** Takes all tokens out of the lease. */
    double takeRest() {
        double rest = left;
        left = 0;
        return rest;
    }

    @Override
    boolean isAsNew(long now, boolean crowded) {
        // While flows wait, the lease asks, so their number need not be read.
        return left == 0 && !asks && now - knownUntil >= 0;
    }
}
