package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.internal.config.LabelConfig;
import io.github.aperturecdi.testing.LoggedMessages;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The labels of {@link FlowLabelProvider} beans. */
class LabelProvidersTest extends LabelledFlows {

    /** Such a provider may set any key, now or later. */
    @Test
    void a_provider_that_does_not_say_its_keys_keeps_baggage_out_and_is_named() {
        try (LoggedMessages logged = new LoggedMessages(ProvidedLabels.class.getName())) {
            LabelConfig config = new LabelConfig(Map.of(), Set.of("tier"), Set.of(), null);
            assertThat(asked(config, Map.of("baggage", "tier=gold"))).isEmpty();
            assertThat(logged.messages())
                    .hasSize(4)
                    .allMatch(message -> message.contains("APERTURE-619"))
                    .anyMatch(message -> message.contains(First.class.getName()));
        }
    }

    @Test
    void a_provider_that_cannot_say_its_keys_keeps_baggage_out_until_it_can() {
        LabelConfig config = baggage("tier");
        AmbientLabels baggage = bean(LabelSources.class).baggage(config);
        try (LoggedMessages logged = new LoggedMessages(ProvidedLabels.class.getName());
                Scope scope = Baggage.builder().put("tier", "gold").build().makeCurrent()) {
            assertThat(scope).isNotNull();
            Provided.keys = null;
            Map<String, String> added = new HashMap<>();
            baggage.addTo("checkout", added);
            baggage.addTo("checkout", added);
            assertThat(added).isEmpty();
            assertThat(logged.messages()).singleElement().asString().contains("APERTURE-620");
            Provided.keys = Set.of("provided");
            baggage.addTo("checkout", added);
            assertThat(added).isEqualTo(Map.of("tier", "gold"));
        }
    }

    @Test
    void a_label_that_a_provider_has_not_declared_is_left_out_and_said_once() {
        Provided.keys = Set.of("a");
        Provided.labels.put(First.class, () -> Map.of("a", "1", "b", "2"));
        try (LoggedMessages logged = new LoggedMessages(ProvidedLabels.class.getName())) {
            AmbientLabels labels = bean(LabelSources.class).labels(NO_LABELS);
            Map<String, String> added = new HashMap<>();
            labels.addTo("checkout", added);
            labels.addTo("checkout", added);
            assertThat(added).isEqualTo(Map.of("a", "1"));
            assertThat(logged.messages())
                    .singleElement()
                    .asString()
                    .contains("APERTURE-621", First.class.getName());
        }
    }

    @Test
    void providers_with_a_higher_priority_replace_those_with_a_lower_one() {
        Provided.labels.put(First.class, () -> Map.of("a", "low", "b", "low", "c", "low"));
        Provided.labels.put(Any.class, () -> Map.of("b", "none", "c", "none"));
        Provided.labels.put(Last.class, () -> Map.of("c", "high"));
        assertThat(asked(NO_LABELS, Map.of()))
                .isEqualTo(Map.of("a", "low", "b", "none", "c", "high"));
    }

    static Stream<Arguments> badProviders() {
        Map<@Nullable String, @Nullable String> nulls = new HashMap<>();
        nulls.put("x", null);
        nulls.put(null, "x");
        nulls.put("", "x");
        nulls.put("aperture.x", "x");
        return Stream.of(
                Arguments.of("APERTURE-612", failing(new IllegalStateException("a secret"))),
                Arguments.of("APERTURE-612", failing(new StackOverflowError())),
                Arguments.of("APERTURE-612", failing(new NoClassDefFoundError("x"))),
                Arguments.of("APERTURE-612", failing(new Error("not implemented"))),
                Arguments.of("APERTURE-613", returning(null)),
                Arguments.of("APERTURE-613", returning(nulls)));
    }

    private static Provided.Labels failing(Throwable failure) {
        return () -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        };
    }

    @SuppressWarnings("NullAway")
    private static Provided.Labels returning(@Nullable Map<String, String> labels) {
        return () -> labels;
    }

    @ParameterizedTest
    @MethodSource("badProviders")
    void a_provider_that_fails_adds_nothing_and_is_named_once(String id, Provided.Labels bad) {
        Provided.labels.put(Any.class, bad);
        Provided.labels.put(Last.class, () -> Map.of("a", "1"));
        try (LoggedMessages logged = new LoggedMessages(ProvidedLabels.class.getName())) {
            AmbientLabels labels = bean(LabelSources.class).labels(NO_LABELS);
            for (int i = 0; i < 3; i++) {
                Map<String, String> added = new HashMap<>();
                labels.addTo("checkout", added);
                assertThat(added).isEqualTo(Map.of("a", "1"));
            }
            assertThat(logged.messages())
                    .singleElement()
                    .asString()
                    .contains(id, Any.class.getName())
                    .doesNotContain("a secret");
        }
    }

    @Test
    void a_provider_that_calls_a_controlled_method_is_not_called_for_that_flow() {
        Provided.labels.put(First.class, () -> Map.of("nested", bean(Shop.class).order("u", null)));
        bean(Shop.class).order("u", null);
        assertThat(agent.checks()).hasSize(2);
        assertThat(agent.checks().get(0).getLabelsMap()).doesNotContainKey("nested");
        assertThat(agent.checks().get(1).getLabelsMap()).containsEntry("nested", "ordered");
    }

    @Test
    void a_dependent_provider_is_made_once() {
        for (int i = 0; i < 10; i++) {
            bean(Shop.class).order("u", null);
        }
        assertThat(agent.checks()).hasSize(10);
        int made = Counted.made;
        bean(Shop.class).order("u", null);
        assertThat(Counted.made).isEqualTo(made).isPositive();
    }
}
