package io.github.aperturecdi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No call keeps the breaker from those of other threads. */
@Timeout(60)
class BreakerLockTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Breaker breaker = new Breaker(1, Duration.ofSeconds(1));

    private static <T> Optional<T> elsewhere(Supplier<@Nullable T> call) throws Exception {
        return CompletableFuture.supplyAsync(() -> Optional.ofNullable(call.get()))
                .get(60, TimeUnit.SECONDS);
    }

    private Breaker.Permit permit(long now) {
        return Objects.requireNonNull(breaker.permit("a", now));
    }

    @Test
    void a_failure_a_probe_and_one_that_says_nothing() throws Exception {
        assertThat(breaker.failed(permit(0), "a", 0)).isEqualTo(Breaker.Effect.OPENED);
        assertThat(elsewhere(() -> breaker.permit("a", 0))).isEmpty();
        assertThat(breaker.permit("a", 0)).isNull();
        Breaker.Permit probe = elsewhere(() -> breaker.permit("a", SECOND)).orElseThrow();
        assertThat(breaker.permit("a", SECOND)).isNull();
        breaker.undecided(probe, "a", SECOND);
        assertThat(elsewhere(() -> breaker.permit("a", SECOND))).isPresent();
    }

    @Test
    void a_late_answer_and_a_caller_that_gives_up() throws Exception {
        breaker.failed(permit(0), "a", 0);
        assertThat(breaker.answeredLate(SECOND)).isTrue();
        Breaker.Permit permit = elsewhere(() -> breaker.permit("a", SECOND)).orElseThrow();
        assertThat(breaker.gaveUp(permit, "a", SECOND, SECOND, SECOND + 1))
                .isEqualTo(Breaker.Effect.NONE);
        assertThat(elsewhere(() -> breaker.failed(permit, "a", 2 * SECOND)))
                .contains(Breaker.Effect.OPENED);
        assertThat(elsewhere(() -> breaker.answeredLate(4 * SECOND))).contains(true);
    }

    @Test
    void a_success() throws Exception {
        breaker.failed(permit(0), "a", 0);
        assertThat(breaker.succeeded(SECOND)).isTrue();
        assertThat(elsewhere(() -> breaker.failed(permit(SECOND), "a", SECOND)))
                .contains(Breaker.Effect.OPENED);
    }
}
