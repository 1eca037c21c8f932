package io.github.aperturecdi.embedded.policy;

/**
 * A limit on the tokens in flight per label value with a queue in front of it: a flow waits for a
 * place.
 *
 * @param limiter the limit. Its scope is the component's: the scheduler's {@code tokens_label_key}
 *     and {@code denied_response_status_code} stand there
 * @param scheduler who goes first
 */
public record ConcurrencySchedulerSpec(ConcurrencyLimiterSpec limiter, SchedulerSpec scheduler)
        implements LimiterSpec {

    @Override
    public Scope scope() {
        return limiter.scope();
    }
}
