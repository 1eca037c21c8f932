package io.github.aperturecdi.flow.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider.Settings;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider.Store;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an agent and its provider do unless they say otherwise. */
class SpiDefaultsTest {

    @Test
    void the_default_settings_count_in_this_jvm_within_bounds() {
        assertThat(Settings.of("policies/"))
                .isEqualTo(new Settings("policies/", 50_000, false, 128L << 20, null));
    }

    @Test
    void a_provider_opens_with_the_default_settings_and_the_callers_loader() {
        AtomicReference<Settings> opened = new AtomicReference<>();
        Agent agent = new StubAgent();
        ClassLoader mine = getClass().getClassLoader();
        EmbeddedAgentProvider provider =
                (settings, loader) -> {
                    opened.set(settings);
                    assertThat(loader).isSameAs(mine);
                    return agent;
                };
        assertThat(provider.open("policies/", mine)).isSameAs(agent);
        assertThat(opened.get()).isEqualTo(Settings.of("policies/"));
    }

    @Test
    void the_text_of_a_store_has_no_secret() {
        assertThat(
                        new Store(
                                "redis://:hidden@host:6379",
                                "me",
                                "hidden",
                                "aperture:",
                                StoreFailure.LOCAL))
                .hasToString("Store[keyPrefix=aperture:, onFailure=LOCAL]");
    }

    @Test
    void an_agent_is_embedded_and_counts_in_this_jvm_unless_it_says_otherwise() {
        Agent agent = new StubAgent();
        assertThat(agent.address()).isEqualTo("embedded");
        assertThat(agent.store()).isNull();
        assertThat(agent.blocks("checkout")).isTrue();
        assertThat(agent.droppedTelemetry()).isZero();
        assertThat(agent.pendingEnds()).isZero();
        assertThat(agent.countedTogether()).isZero();
        assertThat(agent.policies()).isEmpty();
    }

    @Test
    void an_agent_that_decides_at_once_waits_at_no_control_point() {
        StubAgent agent = new StubAgent();
        agent.blocks = false;
        assertThat(agent.blocks("checkout")).isFalse();
    }

    /** The machine's clock may be set meanwhile, so the bounds are read before and after. */
    @Test
    void a_reading_and_its_offset_are_the_time_since_the_epoch() {
        Ticker ticker = () -> 5_000_000_000L;
        long before = epochNanos();
        long now = ticker.nanos() + ticker.epochOffsetNanos();
        assertThat(now).isBetween(before, epochNanos());
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Test
    void a_cache_key_knows_its_place() {
        assertThat(new CacheKey.Result("checkout", "k").controlPoint()).isEqualTo("checkout");
        assertThat(new CacheKey.Result("checkout", "k").key()).isEqualTo("k");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CacheKey.Result("checkout", ""))
                .withMessageContaining("APERTURE-590");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CacheKey.Global(""))
                .withMessageContaining("APERTURE-590");
    }
}
