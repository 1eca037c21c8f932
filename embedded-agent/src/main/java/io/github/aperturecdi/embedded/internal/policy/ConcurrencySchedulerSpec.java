package io.github.aperturecdi.embedded.internal.policy;

/**
 * A limit on the tokens in flight per label value, with a queue in front of it. A flow waits in the
 * queue for a place.
 *
 * @param limiter the limit. Its scope is that of the component, and holds the scheduler's {@code
 *     tokens_label_key} and {@code denied_response_status_code}
 * @param scheduler the order of the waiting flows
 */
public record ConcurrencySchedulerSpec(ConcurrencyLimiterSpec limiter, SchedulerSpec scheduler)
        implements LimiterSpec {

    @Override
    public Scope scope() {
        return limiter.scope();
    }
}
