package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Builders that are used twice, or are given nothing. */
class BuilderTrapsTest {

    private final StubAgent agent = new StubAgent();

    @Test
    void a_second_request_of_one_builder_has_the_labels_of_the_first() {
        FlowRequestBuilder builder =
                FlowRequest.at("checkout").label("user", "bob").sensitive("user");
        FlowRequest first = builder.build();
        FlowRequest second = builder.build();
        assertThat(second.labels()).isEqualTo(Map.of("user", "bob"));
        assertThat(second.sensitiveLabels()).isEqualTo(first.sensitiveLabels());
    }

    @Test
    void a_request_that_is_made_does_not_change_with_its_builder() {
        FlowRequestBuilder builder = FlowRequest.at("checkout").label("user", "bob");
        FlowRequest first = builder.build();
        FlowRequest second =
                builder.label("user", "alice")
                        .label("tier", "gold")
                        .sensitive("user")
                        .globalCacheKey("g")
                        .rampMode(true)
                        .build();
        assertThat(first.labels()).isEqualTo(Map.of("user", "bob"));
        assertThat(first.sensitiveLabels()).isEmpty();
        assertThat(first.globalCacheKeys()).isEmpty();
        assertThat(first.rampMode()).isFalse();
        assertThat(second.labels()).isEqualTo(Map.of("user", "alice", "tier", "gold"));
    }

    @Test
    void a_builder_makes_one_flow_control_so_that_no_two_share_an_agent() {
        FlowControlBuilder builder = FlowControl.builder().agent(agent);
        try (FlowControl flows = builder.build()) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(builder::build)
                    .withMessageContaining("APERTURE-520");
            assertThat(flows.start(FlowRequest.at("checkout").build()).shouldRun()).isTrue();
        }
        assertThat(agent.closed).isEqualTo(1);
    }

    @Test
    void a_negative_shutdown_timeout_is_refused_and_zero_does_not_wait() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FlowControl.builder().shutdownTimeout(Duration.ofNanos(-1)))
                .withMessageContaining("APERTURE-519");
        FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
        flows.start(FlowRequest.at("checkout").build());
        flows.close();
        assertThat(agent.closed).isEqualTo(1);
    }

    @Test
    void a_set_that_changes_later_changes_no_setting() {
        Set<String> keys = new HashSet<>(Set.of("tokens"));
        FlowControlBuilder builder = FlowControl.builder().agent(agent).tokenKeys(keys);
        keys.clear();
        try (FlowControl flows = builder.build()) {
            flows.start(FlowRequest.at("checkout").label("tokens", "-1").build()).close();
        }
        assertThat(agent.checks.get(0).labels()).isEmpty();
    }

    private static Arguments flows(String setting, Consumer<FlowControlBuilder> call) {
        return Arguments.of(setting, (Runnable) () -> call.accept(FlowControl.builder()));
    }

    private static Arguments request(String setting, Consumer<FlowRequestBuilder> call) {
        return Arguments.of(setting, (Runnable) () -> call.accept(FlowRequest.at("checkout")));
    }

    static List<Arguments> nulls() {
        return List.of(
                flows("timeout", b -> b.timeout(null)),
                flows("shutdownTimeout", b -> b.shutdownTimeout(null)),
                flows("onUnreachable", b -> b.onUnreachable(null)),
                flows("settings", b -> b.settings(null)),
                flows("tokenKeys", b -> b.tokenKeys(null)),
                flows("executor", b -> b.executor(null)),
                flows("onEventLoop", b -> b.onEventLoop(null)),
                flows("labels", b -> b.labels(null)),
                flows("observer", b -> b.observer(null)),
                Arguments.of("controlPoint", (Runnable) () -> FlowRequest.at(null)),
                request("key", b -> b.label(null, "v")),
                request("key", b -> b.sensitive((String) null)),
                request("keys", b -> b.sensitive((Set<String>) null)),
                request("constants", b -> b.constants(null)),
                request("key", b -> b.resultCacheKey(null)),
                request("key", b -> b.globalCacheKey(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void a_null_fails_where_it_is_given_and_not_at_the_first_flow_or_at_close(
            String setting, Runnable call) {
        assertThatNullPointerException()
                .isThrownBy(call::run)
                .withMessage(setting)
                .satisfies(
                        e ->
                                assertThat(e.getStackTrace())
                                        .as("not while it builds")
                                        .noneMatch(f -> f.getMethodName().equals("build")));
    }
}
