package io.github.aperturecdi.internal.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingSubscriptionTest {

    private final CompletableFuture<?> decision = new CompletableFuture<>();
    private final PendingSubscription pending = new PendingSubscription(decision);
    private final Upstream upstream = new Upstream();

    private void decided() {
        upstream.subscribe(pending.before(new Downstream()));
    }

    @Test
    void demand_that_came_too_early_adds_up_and_is_passed_on() {
        pending.request(3);
        pending.request(4);
        decided();
        pending.request(1);
        assertThat(upstream.demand()).isEqualTo(8);
    }

    /** The publisher complains of it, as Reactive Streams 3.9 wants it; else its stream hangs. */
    @Test
    void demand_for_nothing_is_not_swallowed_and_swallows_no_other() {
        pending.request(5);
        pending.request(0);
        decided();
        assertThat(upstream.illegalDemand()).isTrue();
    }

    @Test
    void demand_for_less_than_nothing_is_passed_on() {
        pending.request(-1);
        pending.request(5);
        decided();
        assertThat(upstream.illegalDemand()).isTrue();
    }

    @Test
    void cancellation_cancels_the_question_and_else_the_stream() {
        pending.cancel();
        assertThat(decision).isCancelled();
        decided();
        assertThat(upstream.cancelled()).isTrue();
    }
}
