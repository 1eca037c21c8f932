package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flows that nobody ends. */
class LongHeldTest {

    private final StubAgent agent = new StubAgent();
    private final FlowControl flows =
            FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
    private final long begin = System.nanoTime();

    /** A look takes no time. */
    private final LongHeld held = new LongHeld(() -> begin);

    private final LoggedMessages log = new LoggedMessages(LongHeld.class.getName());

    @BeforeEach
    void cacheHits() {
        agent.decision =
                Decision.admitted()
                        .with(
                                new CachedValues(
                                        CacheLookup.hit(new byte[1_000]),
                                        Map.of("g", CacheLookup.hit(new byte[1_000]))),
                                "receipt");
    }

    @AfterEach
    void close() {
        log.close();
        flows.close();
    }

    private Flow start(String controlPoint) {
        return flows.start(FlowRequest.at(controlPoint).build());
    }

    private static long after(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    @Test
    void a_flow_that_is_open_for_long_lets_go_of_cached_values_and_is_named_once() {
        Flow flow = start("reports");
        Flow other = start("reports");

        held.refreshIfStale(List.of(flow), after(Duration.ofMinutes(11)));
        held.refreshIfStale(List.of(flow, other), after(Duration.ofMinutes(12)));

        for (Flow each : List.of(flow, other)) {
            assertThat(each.resultCache().status()).isEqualTo(CacheLookup.Status.ABSENT);
            assertThat(each.globalCache("g").status()).isEqualTo(CacheLookup.Status.ABSENT);
        }
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("WARNING APERTURE-518: 1 flow at control point 'reports'");
        flow.close();
        assertThat(agent.ended.get(0).decision().receipt()).isEqualTo("receipt");
    }

    @Test
    void each_control_point_is_named() {
        held.refreshIfStale(List.of(start("a"), start("b")), after(Duration.ofMinutes(11)));

        assertThat(log.messages())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("'a'"))
                .anySatisfy(line -> assertThat(line).contains("'b'"));
    }

    @Test
    void work_of_some_minutes_keeps_its_cached_values() {
        Flow flow = start("reports");

        held.refreshIfStale(List.of(flow), after(Duration.ofMinutes(9)));

        assertThat(flow.resultCache().status()).isEqualTo(CacheLookup.Status.HIT);
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void where_thousands_are_open_a_minute_is_long() {
        List<Flow> many = new ArrayList<>();
        for (int i = 0; i < LongHeld.MANY; i++) {
            many.add(start("reports"));
        }

        held.refreshIfStale(many, after(Duration.ofMinutes(2)));

        assertThat(many)
                .allSatisfy(
                        flow ->
                                assertThat(flow.resultCache().status())
                                        .isEqualTo(CacheLookup.Status.ABSENT));
        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains(LongHeld.MANY + " flows", "'reports'", "1 min");
    }

    @Test
    void ten_minutes_are_long_and_one_minute_for_many() {
        Flow flow = start("reports");
        held.refreshIfStale(List.of(flow), flow.startNanos() + LongHeld.LONG.toNanos() - 1);
        assertThat(log.messages()).isEmpty();
        new LongHeld(Ticker.SYSTEM)
                .refreshIfStale(List.of(flow), flow.startNanos() + LongHeld.LONG.toNanos());
        assertThat(log.messages()).hasSize(1);
    }

    /** An examination that takes a second is repeated after 21 seconds. */
    @Test
    void it_takes_a_few_percent_of_a_core_at_most() {
        long second = Duration.ofSeconds(1).toNanos();
        AtomicLong now = new AtomicLong(-second);
        LongHeld slow = new LongHeld(() -> now.addAndGet(second));
        List<Integer> looks = new ArrayList<>();
        Collection<Flow> counted =
                new AbstractCollection<>() {
                    @Override
                    public Iterator<Flow> iterator() {
                        looks.add(looks.size());
                        return List.<Flow>of().iterator();
                    }

                    @Override
                    public int size() {
                        return 0;
                    }
                };
        slow.refreshIfStale(counted, second - 1);
        assertThat(looks).isEmpty();
        slow.refreshIfStale(counted, second);
        assertThat(looks).hasSize(1);
        slow.refreshIfStale(counted, 22 * second - 1);
        assertThat(looks).hasSize(1);
        slow.refreshIfStale(counted, 22 * second);
        assertThat(looks).hasSize(2);
    }

    /** While one thread looks, the others go on. */
    @Test
    void one_thread_looks_at_a_time() {
        AtomicInteger looks = new AtomicInteger();
        LongHeld examined = new LongHeld(() -> 0);
        Collection<Flow> nested =
                new AbstractCollection<>() {
                    @Override
                    public Iterator<Flow> iterator() {
                        if (looks.incrementAndGet() == 1) {
                            examined.refreshIfStale(this, Duration.ofMinutes(5).toNanos());
                        }
                        return List.<Flow>of().iterator();
                    }

                    @Override
                    public int size() {
                        return 0;
                    }
                };
        examined.refreshIfStale(nested, Duration.ofSeconds(1).toNanos());
        assertThat(looks).hasValue(1);
    }

    @Test
    void a_look_is_taken_once_in_a_while() {
        Flow flow = start("reports");
        long now = after(Duration.ofMinutes(11));
        held.refreshIfStale(List.of(), now);

        held.refreshIfStale(List.of(flow), now + Duration.ofMillis(900).toNanos());

        assertThat(flow.resultCache().status()).isEqualTo(CacheLookup.Status.HIT);
    }
}
