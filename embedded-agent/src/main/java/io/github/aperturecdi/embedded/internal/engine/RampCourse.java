package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec.Step;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** The accept percentage of a load ramp over time, for constant signals. */
final class RampCourse implements LongToDoubleFunction {

    private final List<Step> steps;
    private final boolean moves;
    private final long interval;
    private final boolean faithful;
    private final long start;

    /**
     * @param start when the policy comes into force
     */
    RampCourse(LoadRampSpec spec, boolean faithful, long start) {
        steps = spec.steps();
        // A ramp that moves backward or resets stays at its start.
        moves = spec.forward() && !spec.backward() && !spec.reset();
        interval = Math.max(1, spec.evaluationInterval().toNanos());
        this.faithful = faithful;
        this.start = start;
    }

    /** Whether another course is the same except for its start. */
    boolean isAs(RampCourse other) {
        return steps.equals(other.steps) && moves == other.moves && interval == other.interval;
    }

    @Override
    public double applyAsDouble(long now) {
        if (!moves) {
            return steps.get(0).targetAcceptPercentage();
        }
        long elapsed = Math.max(0, now - start);
        return faithful ? inTicks(elapsed / interval) : smoothly(elapsed);
    }

    private double smoothly(long elapsed) {
        long left = elapsed;
        for (int i = 0; i < steps.size(); i++) {
            long duration = steps.get(i).duration().toNanos();
            if (left < duration) {
                return between(i, (double) left / duration);
            }
            left -= duration;
        }
        return steps.get(steps.size() - 1).targetAcceptPercentage();
    }

    /**
     * The percentage as in Aperture's controller, which evaluates the ramp at intervals. It admits
     * nothing before the first evaluation, and stops one tick before the end of the last step.
     */
    private double inTicks(long ticks) {
        if (ticks == 0) {
            return 0;
        }
        long left = ticks;
        for (int i = 0; i < steps.size(); i++) {
            long duration = ticks(steps.get(i));
            if (left < duration) {
                return between(i, (double) left / duration);
            }
            left -= duration;
        }
        int last = steps.size() - 1;
        long duration = ticks(steps.get(last));
        return between(last, (double) (duration - 1) / duration);
    }

    private long ticks(Step step) {
        long nanos = step.duration().toNanos();
        return Math.max(1, nanos / interval + (nanos % interval == 0 ? 0 : 1));
    }

    private double between(int step, double fraction) {
        double target = steps.get(step).targetAcceptPercentage();
        if (step == 0) {
            return target;
        }
        double from = steps.get(step - 1).targetAcceptPercentage();
        return from + (target - from) * fraction;
    }
}
