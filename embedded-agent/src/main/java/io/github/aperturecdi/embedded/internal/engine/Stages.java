package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.ConcurrencySchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.LabelMatcher;
import io.github.aperturecdi.embedded.internal.policy.LimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec;
import io.github.aperturecdi.embedded.internal.policy.SamplerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The components of one control point, in the order in which flows ask them. All components of a
 * group decide; when one drops a flow, later groups are not asked. The stages are complete before
 * the first flow asks.
 */
final class Stages {

    /** A component with the label matchers of its selectors for the control point. */
    record Candidate<C extends Component>(C component, List<LabelMatcher> matchers) {

        boolean matches(Map<String, String> labels) {
            for (int i = 0; i < matchers.size(); i++) {
                if (matchers.get(i).matches(labels)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The stages of a control point without components. */
    static final Stages NONE = new Stages();

    private final List<Candidate<Limiter>> ramps = new ArrayList<>();
    private final List<Candidate<Limiter>> samplers = new ArrayList<>();
    private final List<Candidate<TokenLimiter<?>>> limiters = new ArrayList<>();
    private final List<Candidate<Scheduler>> concurrency = new ArrayList<>();
    private final List<Candidate<Scheduler>> quota = new ArrayList<>();

    void add(Component component, LimiterSpec spec, List<LabelMatcher> matchers) {
        if (component instanceof Scheduler scheduler) {
            (spec instanceof ConcurrencySchedulerSpec ? concurrency : quota)
                    .add(new Candidate<>(scheduler, matchers));
        } else if (component instanceof TokenLimiter<?> limiter) {
            limiters.add(new Candidate<>(limiter, matchers));
        } else {
            samplers(component, spec).add(new Candidate<>((Limiter) component, matchers));
        }
    }

    /**
     * The group of a sampler. Aperture's agent treats the sampler of a ramp like any other sampler.
     */
    private List<Candidate<Limiter>> samplers(Component component, LimiterSpec spec) {
        boolean ramp =
                spec instanceof LoadRampSpec
                        || spec instanceof SamplerSpec sampler && sampler.rampMode();
        if (ramp && !component.faithful()) {
            return ramps;
        }
        return samplers;
    }

    /** The samplers in ramp mode. */
    List<Candidate<Limiter>> ramps() {
        return ramps;
    }

    /** The other samplers. */
    List<Candidate<Limiter>> samplers() {
        return samplers;
    }

    /** The limiters by rate and concurrency. */
    List<Candidate<TokenLimiter<?>>> limiters() {
        return limiters;
    }

    /** The concurrency schedulers. */
    List<Candidate<Scheduler>> concurrency() {
        return concurrency;
    }

    /** The quota schedulers, which are not asked for a flow with a cached result. */
    List<Candidate<Scheduler>> quota() {
        return quota;
    }

    /** The limiter of a control point with no other component; null for other control points. */
    @Nullable Candidate<TokenLimiter<?>> only() {
        return limiters.size() == 1 && ramps.isEmpty() && samplers.isEmpty() && !mayWait()
                ? limiters.get(0)
                : null;
    }

    boolean mayWait() {
        return !concurrency.isEmpty() || !quota.isEmpty();
    }
}
