package io.github.aperturecdi.embedded.policy;

/**
 * A token bucket per label value with a queue in front of it: a flow waits for its tokens.
 *
 * @param limiter the bucket. Its scope is the component's: the scheduler's {@code tokens_label_key}
 *     and {@code denied_response_status_code} stand there
 * @param scheduler who goes first
 */
public record QuotaSchedulerSpec(RateLimiterSpec limiter, SchedulerSpec scheduler)
        implements LimiterSpec {

    @Override
    public Scope scope() {
        return limiter.scope();
    }
}
