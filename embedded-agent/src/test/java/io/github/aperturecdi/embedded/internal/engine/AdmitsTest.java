package io.github.aperturecdi.embedded.internal.engine;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flows whose callers read no decisions of limiters get the outcome that other flows get. */
class AdmitsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** One is so long that a hash stands for it. */
    private static final List<String> USERS = List.of("user0", "user1", "user2", "u".repeat(500));

    private final ManualTicker ticker = new ManualTicker();

    private static Limits user() {
        return Limits.of("p").by("user");
    }

    private boolean admits(Engine engine, Map<String, String> labels) {
        return engine.admits("checkout", labels);
    }

    static Stream<Limits> policies() {
        return Stream.of(
                user().rate(5, 1, SECOND),
                user().discrete().rate(5, 2, SECOND),
                user().delayed().rate(3, 1, SECOND),
                user().maxIdle(SECOND).rate(2, 0, SECOND),
                user().tokens("tokens").rate(9, 2, SECOND),
                user().passThrough().rate(1, 1, SECOND),
                Limits.of("p").rate(5, 1, SECOND),
                user().rate(5, 1, SECOND).by("tier").rate(7, 1, SECOND),
                user().concurrency(2, SECOND));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void flows_are_admitted_with_and_without_an_outcome_alike(Limits policy) {
        // So few values have a bucket of their own that others share one.
        Engine one = new Engine(List.of(policy.policy()), 2, ticker);
        Engine other = new Engine(List.of(policy.policy()), 2, ticker);
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            ticker.pass(random.nextInt(400_000_000));
            Map<String, String> labels = new HashMap<>();
            labels.put("tier", "gold");
            labels.put("tokens", "" + (random.nextInt(6) - 1));
            if (random.nextInt(10) > 0) {
                labels.put("user", USERS.get(random.nextInt(USERS.size())));
            }
            boolean admitted = admits(one, labels) || one.decide("checkout", labels).admitted();
            assertThat(admitted).isEqualTo(other.decide("checkout", labels).admitted());
        }
        assertThat(one.countedTogether()).isEqualTo(other.countedTogether());
    }

    @Test
    void a_flow_that_is_admitted_without_an_outcome_has_paid() {
        Engine engine = user().rate(3, 0, SECOND).engine(ticker);
        Map<String, String> bob = Map.of("user", "bob");
        assertThat(engine.decide("checkout", bob).admitted()).isTrue();
        assertThat(admits(engine, bob)).isTrue();
        assertThat(admits(engine, bob)).isTrue();
        assertThat(admits(engine, bob)).isFalse();
        assertThat(engine.decide("checkout", bob).admitted()).isFalse();
    }

    @Test
    void a_flow_that_is_admitted_without_an_outcome_leaves_the_bucket_to_other_threads()
            throws Exception {
        Engine engine = user().rate(9, 1, SECOND).engine(ticker);
        Map<String, String> bob = Map.of("user", "bob");
        engine.decide("checkout", bob);
        assertThat(admits(engine, bob)).isTrue();

        assertThat(CompletableFuture.supplyAsync(() -> admits(engine, bob)).get(1, MINUTES))
                .isTrue();
    }

    /** These have something to tell besides the admission, or another component decides as well. */
    @Test
    void other_flows_need_an_outcome() {
        Map<String, String> bob = Map.of("user", "bob");
        Limits rate = user().rate(9, 1, SECOND);
        for (Engine engine :
                List.of(
                        user().concurrency(9, SECOND).engine(ticker),
                        user().rate(9, 1, SECOND).sample(100).engine(ticker),
                        user().rate(9, 1, SECOND).by("tier").rate(9, 1, SECOND).engine(ticker),
                        rate.engine(EngineSettings.DEFAULT.withFaithful(true), ticker))) {
            engine.decide("checkout", bob);
            assertThat(admits(engine, bob)).isFalse();
        }
        Engine engine = rate.engine(ticker);
        assertThat(admits(engine, bob)).as("a value without a bucket").isFalse();
        engine.decide("checkout", bob);
        assertThat(admits(engine, bob)).isTrue();
        assertThat(admits(engine, Map.of())).isFalse();
        assertThat(engine.admits("another", bob)).isFalse();
    }
}
