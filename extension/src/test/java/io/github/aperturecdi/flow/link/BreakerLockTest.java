package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No call keeps the breaker from those of other threads. */
@Timeout(60)
class BreakerLockTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Breaker breaker = new Breaker(1, Duration.ofSeconds(1));

    private static <T> T elsewhere(Supplier<T> call) throws Exception {
        return CompletableFuture.supplyAsync(call).get(60, TimeUnit.SECONDS);
    }

    private Breaker.Permit permit(long now) {
        return Objects.requireNonNull(breaker.permit(now, 1));
    }

    @Test
    void a_failure_a_look_and_a_probe_that_says_nothing() throws Exception {
        assertThat(breaker.failed(permit(0), 0)).isEqualTo(Breaker.Effect.OPENED);
        assertThat(elsewhere(() -> breaker.permits(0))).isFalse();
        assertThat(breaker.permits(0)).isFalse();
        assertThat(elsewhere(() -> breaker.permits(SECOND))).isTrue();
        Breaker.Permit probe = permit(SECOND);
        assertThat(elsewhere(() -> breaker.permits(SECOND))).isFalse();
        breaker.undecided(probe, SECOND);
        assertThat(elsewhere(() -> breaker.permits(SECOND))).isTrue();
    }

    @Test
    void a_success() throws Exception {
        breaker.failed(permit(0), 0);
        assertThat(breaker.succeeded(SECOND)).isTrue();
        assertThat(elsewhere(() -> breaker.failed(permit(SECOND), SECOND)))
                .isEqualTo(Breaker.Effect.OPENED);
    }
}
