package io.github.aperturecdi.embedded.internal.policy;

/**
 * A token bucket per label value, with a queue in front of it. A flow waits in the queue for its
 * tokens.
 *
 * @param limiter the bucket. Its scope is that of the component, and holds the scheduler's {@code
 *     tokens_label_key} and {@code denied_response_status_code}
 * @param scheduler the order of the waiting flows
 */
public record QuotaSchedulerSpec(RateLimiterSpec limiter, SchedulerSpec scheduler)
        implements LimiterSpec {

    @Override
    public Scope scope() {
        return limiter.scope();
    }
}
