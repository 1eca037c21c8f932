package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Waits for a place as in Aperture's agent: a poll every 10 milliseconds at first, and no place for
 * a flow with less than 10 milliseconds left. Schedulers keep 10 milliseconds of a timeout for
 * themselves.
 */
class PolledPlacesTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, String> ANY = Map.of();

    private static Scene faithful(Limits limits) {
        return new Scene(limits, EngineSettings.DEFAULT.withFaithful(true));
    }

    private static Scene onePlace() {
        return faithful(Limits.of("p").places(1, HOUR));
    }

    @Test
    void a_flow_whose_second_poll_would_come_too_late_is_refused_at_once() {
        Scene scene = onePlace();

        scene.comes("one", ANY).comes("two", ANY, Duration.ofMillis(25)).at(100);

        assertThat(scene.refusals()).containsExactly("two@0");
    }

    /** The numbers of the ticker wrap around after 5 seconds. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6_000})
    void a_flow_gets_a_place_at_its_second_poll_with_just_enough_time_left(int start) {
        Scene scene = onePlace();

        scene.at(start).comes("one", ANY).comes("two", ANY, Duration.ofMillis(30));
        scene.at(start + 5).ends("one").at(start + 100);

        assertThat(scene.admissions()).containsExactly("one@" + start, "two@" + (start + 10));
        assertThat(scene.answer("two").only().requestId()).isNotEmpty();
    }

    @Test
    void a_flow_that_finds_no_place_at_its_last_poll_is_refused() {
        Scene scene = onePlace();

        scene.comes("one", ANY).comes("two", ANY, Duration.ofMillis(30)).at(100);

        assertThat(scene.refusals()).containsExactly("two@10");
    }

    @Test
    void a_poll_keeps_the_places_in_use() {
        Scene scene = faithful(Limits.of("p").maxIdle(Duration.ofSeconds(3)).places(1, HOUR));

        scene.comes("one", ANY).comes("two", ANY, HOUR).at(20_000);

        assertThat(scene.waits("two")).isTrue();
    }
}
