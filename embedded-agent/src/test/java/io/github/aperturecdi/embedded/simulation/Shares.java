package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.simulation.Setting.Tier;
import java.util.HashMap;
import java.util.Map;

/** Who got how many tokens while flows of each line waited all the time. */
final class Shares {

    private record Line(Tier tier, int user) {}

    private final Setting setting;
    private final Map<Line, Double> tokens = new HashMap<>();

    /** What all had when a line got something last. */
    private final Map<Line, Double> last = new HashMap<>();

    /** The first callers find an empty queue. */
    private final double warmUp;

    private double all;

    private double total;

    Shares(Setting setting) {
        this.setting = setting;
        warmUp = 10 * setting.mostTokens() / setting.smallestShare();
    }

    /** From now on, for the lines that wait already. */
    Shares anew() {
        Shares next = new Shares(setting);
        last.keySet().forEach(line -> next.last.put(line, 0.0));
        return next;
    }

    /** Tokens since the shares are counted. */
    double total() {
        return total;
    }

    /** Flows of a line wait from now on. */
    void begins(Tier tier, int user) {
        last.put(new Line(tier, user), all);
    }

    void admitted(Caller caller) {
        Line line = new Line(caller.tier, caller.user);
        all += caller.tier.tokens();
        checkNotStarving(caller, line);
        last.put(line, all);
        if (all > warmUp) {
            tokens.merge(line, (double) caller.tier.tokens(), Double::sum);
            total += caller.tier.tokens();
        }
    }

    /**
     * Between two turns of a line, every other one has what its priority is worth, twice if it is
     * new, and one more.
     */
    private void checkNotStarving(Caller caller, Line line) {
        int places = setting.callersBetween();
        double passed = all - last.get(line);
        double most =
                (2 + places) * caller.tier.tokens() / setting.share(caller.tier)
                        + 2.0 * (setting.lines() + places) * setting.mostTokens();
        Ledger.check(
                passed <= most,
                () ->
                        "%s has waited for %s tokens of others, of at most %s"
                                .formatted(caller, passed, most));
    }

    void check(double tolerance) {
        for (Tier tier : setting.tiers()) {
            double ofTier = 0;
            for (int user = 0; user < tier.users(); user++) {
                double own = tokens.getOrDefault(new Line(tier, user), 0.0);
                check(tier + " of user " + user, own, setting.share(tier), tolerance);
                ofTier += own;
            }
            check(tier.toString(), ofTier, setting.share(tier) * tier.users(), tolerance);
        }
    }

    private void check(String what, double own, double share, double tolerance) {
        double got = own / total;
        Ledger.check(
                Math.abs(got / share - 1) <= tolerance,
                () -> "the share of %s is %s, and not %s".formatted(what, got, share));
    }
}
