package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.simulation.Setting.Places;
import io.github.aperturecdi.embedded.simulation.Setting.Quota;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The books of one shop: what its callers have got, seen from outside, and what they may get at
 * most and at least.
 */
final class Ledger {

    private static final double ROUNDING = 1e-6;

    private final Setting setting;
    private final boolean clockSteps;

    private boolean used;

    /** The time up to which the quota has been filled; of no meaning before the first caller. */
    private long filledAt;

    private long firstUse;

    /** What a quota has at least, if nothing were taken in advance. */
    private double level;

    /** What has been admitted lately and is not made up for by the fill. */
    private double recent;

    private double total;
    private final Set<Caller> inFlight = new LinkedHashSet<>();
    private int tokensInFlight;

    /** How many callers wait, by their tokens. */
    private final int[] waiting = new int[4];

    Ledger(Setting setting, boolean clockSteps) {
        this.setting = setting;
        this.clockSteps = clockSteps;
        this.level = setting.quota() == null ? Double.MAX_VALUE : setting.quota().capacity();
    }

    static void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    private double filled(long from, long to) {
        Quota quota = setting.quota();
        if (!quota.steps()) {
            return quota.fill() * (to - from) / quota.interval();
        }
        long steps = (to - firstUse) / quota.interval() - (from - firstUse) / quota.interval();
        return quota.fill() * steps;
    }

    private double levelAt(long time) {
        if (setting.quota() == null || !used || time <= filledAt) {
            return level;
        }
        return Math.min(setting.quota().capacity(), level + filled(filledAt, time));
    }

    private void fill(long now) {
        if (setting.quota() == null || now <= filledAt) {
            return;
        }
        level = levelAt(now);
        double drained = setting.quota().fill() * (now - filledAt) / setting.quota().interval();
        recent = Math.max(0, recent - drained);
        filledAt = now;
    }

    private void expire(long now) {
        for (Iterator<Caller> oldest = inFlight.iterator(); oldest.hasNext(); ) {
            Caller next = oldest.next();
            if (next.expiry > now) {
                return;
            }
            oldest.remove();
            tokensInFlight -= next.tier.tokens();
        }
    }

    /** Somebody comes. */
    void comes(long now) {
        if (!used) {
            used = true;
            firstUse = now;
            filledAt = now;
        }
        fill(now);
    }

    void waits(Caller caller) {
        waiting[caller.tier.tokens()]++;
    }

    void waitsNoMore(Caller caller) {
        waiting[caller.tier.tokens()]--;
    }

    /** The largest number of tokens that a waiting flow needs; 0 when no flow waits. */
    private int largestWaiting() {
        for (int tokens = waiting.length - 1; tokens > 0; tokens--) {
            if (waiting[tokens] > 0) {
                return tokens;
            }
        }
        return 0;
    }

    void admitted(Caller caller, long now, boolean atOnce) {
        int tokens = caller.tier.tokens();
        fill(now);
        expire(now);
        if (setting.places() != null) {
            Places places = setting.places();
            // Before a quota, who is admitted later may have had its place earlier.
            int most = setting.quota() == null ? places.number() - 1 : most(places) - tokens;
            check(
                    tokensInFlight <= most,
                    () -> "%s is admitted with %d in flight".formatted(caller, tokensInFlight));
            caller.expiry = now + places.maxInflight();
            inFlight.add(caller);
            tokensInFlight += tokens;
        }
        if (setting.quota() != null) {
            admitted(caller, setting.quota(), now, atOnce);
        }
    }

    /** The last one may have as many tokens as it likes. */
    private int most(Places places) {
        return places.number() - 1 + setting.mostTokens();
    }

    private void admitted(Caller caller, Quota quota, long now, boolean atOnce) {
        int tokens = caller.tier.tokens();
        total += tokens;
        double most = quota.capacity() + filled(firstUse, filledAt);
        check(
                total <= most + ROUNDING,
                () -> "%s admitted in total, of at most %s".formatted(total, most));
        recent += tokens;
        // Waits are whole nanoseconds, so one is tolerated. Steps come at once. A late timer admits
        // somebody whose tokens had been taken before, and
        // a clock that is set back makes the time since then look shorter.
        double burst =
                quota.capacity()
                        + (quota.steps() ? quota.fill() + tokens : 0)
                        + (clockSteps ? setting.mostTokens() + 1 : 0);
        check(
                recent <= burst + quota.perSecond() / Setting.SECOND + ROUNDING,
                () -> "%s admitted at a stretch, of at most %s".formatted(recent, burst));
        level -= tokens;
        if (atOnce && !quota.delayed()) {
            double remaining = lastDecision(caller);
            check(
                    quota.steps() || clockSteps || setting.places() != null
                            ? remaining >= level - ROUNDING
                            : Math.abs(remaining - level) <= ROUNDING,
                    () -> "%s are left after %s, and not %s".formatted(remaining, caller, level));
        }
    }

    private static double lastDecision(Caller caller) {
        var decisions = caller.outcome.decisions();
        return decisions.get(decisions.size() - 1).remaining();
    }

    /** A caller that has not gone away is refused. */
    void refused(Caller caller, long now) {
        fill(now);
        expire(now);
        if (setting.quota() != null && (setting.places() != null || setting.quota().delayed())) {
            return;
        }
        boolean late = now >= caller.deadline && caller.deadline > caller.arrival;
        boolean hopeless =
                setting.places() == null
                        && levelAt(Math.max(now, caller.deadline))
                                < caller.tier.tokens() + ROUNDING;
        boolean impatient =
                caller.deadline <= now
                        && (largestWaiting() > 0
                                || setting.places() != null
                                        && tokensInFlight >= setting.places().number());
        check(
                late || hopeless || impatient,
                () -> "%s is refused, and there is room".formatted(caller));
    }

    /**
     * A caller ends.
     *
     * @return whether its place was still taken
     */
    boolean ends(Caller caller, long now) {
        expire(now);
        if (!inFlight.remove(caller)) {
            return false;
        }
        tokensInFlight -= caller.tier.tokens();
        return true;
    }

    /** No token is idle at a time while a flow waits for it. */
    void checkWorkConserving(long time) {
        int tokens = largestWaiting();
        if (tokens == 0 || setting.quota() != null && setting.quota().delayed()) {
            return;
        }
        int held = tokensInFlight;
        for (Caller oldest : inFlight) {
            if (oldest.expiry > time) {
                break;
            }
            held -= oldest.tier.tokens();
        }
        if (setting.places() != null && held >= setting.places().number()) {
            return;
        }
        double idle = levelAt(time);
        check(
                idle < tokens + ROUNDING,
                () ->
                        "%s wait for no more than %d tokens, and %s are there, with %d in flight"
                                .formatted(waiting(), tokens, idle, tokensInFlight));
    }

    int waiting() {
        int all = 0;
        for (int number : waiting) {
            all += number;
        }
        return all;
    }

    int inFlight(long now) {
        expire(now);
        return tokensInFlight;
    }
}
