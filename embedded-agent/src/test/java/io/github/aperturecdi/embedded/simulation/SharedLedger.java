package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.simulation.Setting.Quota;
import io.github.aperturecdi.embedded.simulation.SharedSetting.Kind;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The books of one shop over all instances: what its flows have got, seen from outside, and what
 * they may get at most.
 */
final class SharedLedger {

    private static final double ROUNDING = 1e-6;

    private final SharedSetting setting;

    /** The time since which all flows are counted by the store; negative while some are not. */
    private long countedSince = -1;

    /** The tokens of flows that were admitted since then. */
    private double total;

    /** How often the store has lost its data since then. */
    private int losses;

    private long lostAt;

    private final Set<SharedCaller> inFlight = new LinkedHashSet<>();

    SharedLedger(SharedSetting setting) {
        this.setting = setting;
    }

    /** From now on, the store counts all flows that come. */
    void counts(long now) {
        countedSince = now;
        total = 0;
        losses = 0;
    }

    /** From now on, instances may count by themselves. */
    void countsNoMore() {
        countedSince = -1;
    }

    void dataIsLost(long now) {
        losses++;
        lostAt = now;
    }

    /**
     * A flow is admitted.
     *
     * @param placesAreKnown whether the store knows all tokens in flight
     */
    void admitted(SharedCaller caller, long now, boolean placesAreKnown) {
        inFlight.removeIf(each -> each.expiry <= now);
        caller.expiry = caller.arrival + setting.places().maxInflight();
        boolean counted = countedSince >= 0 && caller.arrival >= countedSince;
        if (counted || caller.hasPlaces(setting)) {
            inFlight.add(caller);
        }
        if (!counted) {
            return;
        }
        // A flow from before a loss may have taken its tokens in advance.
        total += losses > 0 && caller.arrival < lostAt ? 0 : caller.tokens;
        for (Kind kind : setting.kinds()) {
            if (kind.isBucket()) {
                checkTotal(caller, now);
            } else if (placesAreKnown) {
                checkInFlight(caller);
            }
        }
    }

    private void checkTotal(SharedCaller caller, long now) {
        Quota quota = setting.quota();
        double intervals = (double) (now - countedSince) / quota.interval();
        // A step may be due soon when the count begins, unless the bucket begins then, too.
        double steps = Math.floor(intervals) + (countedSince > 0 ? 1 : 0) + losses;
        // Leases of lazy sync may have been taken before.
        int buckets = 1 + losses + (countedSince > 0 && setting.syncs() > 0 ? 1 : 0);
        double most =
                buckets * quota.capacity() + quota.fill() * (quota.steps() ? steps : intervals);
        Ledger.check(
                total <= most + ROUNDING,
                () -> "%s: %s admitted in total, of at most %s".formatted(caller, total, most));
    }

    private void checkInFlight(SharedCaller caller) {
        double sum = inFlight.stream().mapToDouble(each -> each.tokens).sum();
        // The last one may have as many tokens as it likes.
        double most = setting.places().number() - 1 + setting.mostTokens();
        Ledger.check(
                sum <= most, () -> "%s: %s in flight, of at most %s".formatted(caller, sum, most));
    }

    void crashes(int instance) {
        inFlight.removeIf(each -> each.instance == instance);
    }

    void ends(SharedCaller caller) {
        inFlight.remove(caller);
    }
}
