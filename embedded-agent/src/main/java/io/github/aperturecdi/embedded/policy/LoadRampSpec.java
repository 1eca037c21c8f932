package io.github.aperturecdi.embedded.policy;

import java.time.Duration;
import java.util.List;

/**
 * Admits a share of the flows that changes with time.
 *
 * @param sampler admits the share. Its ramp mode is on, and the component id in its scope is that
 *     of the sampler inside the ramp, such as {@code root.0.1}
 * @param steps the course, at least one step
 * @param forward whether the share goes along the steps
 * @param backward whether it goes back along them; both or neither of the two hold it
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
     * A part of the course.
     *
     * @param targetAcceptPercentage the share at the end of the step, 0 to 100
     * @param duration how long it takes from the target before; the first step holds its target so
     *     long
     */
    public record Step(double targetAcceptPercentage, Duration duration) {}

    @Override
    public Scope scope() {
        return sampler.scope();
    }
}
