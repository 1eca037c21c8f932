package io.github.aperturecdi.embedded.internal.policy;

import java.time.Duration;
import java.util.List;

/**
 * Admits a percentage of the flows that changes with time.
 *
 * @param sampler the sampler inside the ramp. Its ramp mode is on, and its scope has its own
 *     component id, such as {@code root.0.1}
 * @param steps the course, at least one step
 * @param forward whether the percentage moves forward along the steps
 * @param backward whether it moves back along the steps; it stands still if both or neither of the
 *     two are set
 * @param reset whether it stays at the first step
 * @param evaluationInterval the circuit's interval, positive
 */
public record LoadRampSpec(
        SamplerSpec sampler,
        List<Step> steps,
        boolean forward,
        boolean backward,
        boolean reset,
        Duration evaluationInterval)
        implements LimiterSpec {

    /**
     * A step of the course.
     *
     * @param targetAcceptPercentage the percentage at the end of the step, 0 to 100
     * @param duration the time from the previous target to this one; the first step holds its
     *     target for this time
     */
    public record Step(double targetAcceptPercentage, Duration duration) {}

    @Override
    public Scope scope() {
        return sampler.scope();
    }
}
