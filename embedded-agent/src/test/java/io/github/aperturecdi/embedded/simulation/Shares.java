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
    private double warmUp;

    private double total;

    Shares(Setting setting) {
        this.setting = setting;
        double smallest = setting.tiers().stream().mapToDouble(setting::share).min().orElseThrow();
        warmUp = 10 * setting.mostTokens() / smallest;
    }

    /** Tokens since the shares are counted. */
    double total() {
        return total;
    }

    void admitted(Caller caller) {
        if (warmUp > 0) {
            warmUp -= caller.tier.tokens();
            return;
        }
        Line line = new Line(caller.tier, caller.user);
        tokens.merge(line, (double) caller.tier.tokens(), Double::sum);
        total += caller.tier.tokens();
        checkNotStarving(caller, line);
        last.put(line, total);
    }

    /**
     * Between two turns of a line, every other one has what its priority is worth, and one more.
     */
    private void checkNotStarving(Caller caller, Line line) {
        int lines = setting.tiers().size() * setting.users();
        int places = setting.callersBetween();
        double passed = total - last.getOrDefault(line, 0.0);
        double most =
                (1 + places) * caller.tier.tokens() / setting.share(caller.tier)
                        + 2.0 * (lines + places) * setting.mostTokens();
        Ledger.check(
                passed <= most,
                () ->
                        "%s has waited for %s tokens of others, of at most %s"
                                .formatted(caller, passed, most));
    }

    void check(double tolerance) {
        for (Tier tier : setting.tiers()) {
            double ofTier = 0;
            for (int user = 0; user < setting.users(); user++) {
                double own = tokens.getOrDefault(new Line(tier, user), 0.0);
                check(tier + " of user " + user, own, setting.share(tier), tolerance);
                ofTier += own;
            }
            check(tier.toString(), ofTier, setting.share(tier) * setting.users(), tolerance);
        }
    }

    private void check(String what, double own, double share, double tolerance) {
        double got = own / total;
        Ledger.check(
                Math.abs(got / share - 1) <= tolerance,
                () -> "the share of %s is %s, and not %s".formatted(what, got, share));
    }
}
