package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.internal.config.LabelConfig;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where labels come from, in Weld, against an agent on a real socket. */
class LabelSourcesTest extends LabelledFlows {

    /** In the order of precedence, lowest first. */
    enum Source {
        BAGGAGE,
        CONFIGURATION,
        HEADER,
        PRINCIPAL,
        PROVIDER,
        CONSTANT,
        CONTROL_POINT,
        PARAMETER
    }

    private static final String KEY = "x-label";

    private static Map<String, String> labelled(Set<Source> present, Source source) {
        return present.contains(source) ? Map.of(KEY, source.name()) : Map.of();
    }

    static Stream<Set<Source>> everyPairAndAll() {
        List<Set<Source>> sets = new ArrayList<>(List.of(EnumSet.allOf(Source.class)));
        for (Source lower : Source.values()) {
            for (Source higher : EnumSet.range(lower, Source.PARAMETER)) {
                sets.add(EnumSet.of(lower, higher));
            }
        }
        return sets.stream();
    }

    /** No bean has it. */
    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Nobody {}

    private static final class Missing extends AnnotationLiteral<Nobody> implements Nobody {
        private static final long serialVersionUID = 1L;
    }

    /** Counts the looks into the request's scope, each of which fails where there is no request. */
    private static final class CountedLooks extends RequestHeaders {

        private int looks;

        @Override
        Map<String, String> values() {
            looks++;
            return super.values();
        }
    }

    @Test
    void a_flow_looks_once_into_the_scope_of_its_request_and_never_outside_of_one() {
        CountedLooks request = new CountedLooks();
        CallerHeaders caller = new CallerHeaders(request, container.getBeanManager());
        AmbientLabels labels =
                new LabelSources(
                                caller,
                                container.select(Principal.class),
                                container.select(FlowLabelProvider.class, new Missing()),
                                container.getBeanManager())
                        .labels(headers("x-tenant"));
        Map<String, String> sent = Map.of("x-tenant", "acme");
        RequestContextController context = bean(RequestContextController.class);
        context.activate();
        try {
            caller.keep(sent::get);
            Map<String, String> inside = new HashMap<>();
            labels.addTo("checkout", inside);
            assertThat(inside).isEqualTo(Map.of("x-tenant", "acme"));
            assertThat(request.looks).isOne();
        } finally {
            context.deactivate();
        }
        Map<String, String> outside = new HashMap<>();
        labels.addTo("checkout", outside);
        assertThat(outside).isEmpty();
        assertThat(request.looks).isOne();
    }

    /** A defect of official SDKs: baggage beat explicit labels. */
    @ParameterizedTest
    @MethodSource("everyPairAndAll")
    void the_highest_source_wins(Set<Source> present) {
        Provided.keys = Set.of("provided");
        if (present.contains(Source.PROVIDER)) {
            Provided.keys = Set.of(KEY);
            Provided.labels.put(First.class, () -> Map.of(KEY, Source.PROVIDER.name()));
        }
        Caller.name = Source.PRINCIPAL.name();
        LabelConfig config =
                new LabelConfig(
                        labelled(present, Source.CONFIGURATION),
                        Set.of(KEY),
                        present.contains(Source.HEADER) ? Set.of(KEY) : Set.of(),
                        present.contains(Source.PRINCIPAL) ? KEY : null);
        FlowRequestBuilder request =
                FlowRequest.at("checkout").constants(labelled(present, Source.CONSTANT));
        labelled(present, Source.PARAMETER).forEach(request::label);
        Baggage baggage =
                present.contains(Source.BAGGAGE)
                        ? Baggage.builder().put(KEY, Source.BAGGAGE.name()).build()
                        : Baggage.empty();
        try (Scope scope = baggage.makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(
                            asked(
                                    config,
                                    Map.of(KEY, Source.HEADER.name()),
                                    labelled(present, Source.CONTROL_POINT),
                                    request.build()))
                    .isEqualTo(Map.of(KEY, Collections.max(present).name()));
        }
    }

    /** A defect of official SDKs: a null label threw into the application. */
    @Test
    void a_parameter_without_a_value_leaves_the_lower_one() {
        FlowRequest request =
                FlowRequest.at("checkout").constants(Map.of(KEY, "low")).label(KEY, null).build();
        assertThat(asked(NO_LABELS, Map.of(), Map.of(), request)).isEqualTo(Map.of(KEY, "low"));
    }

    static Stream<Arguments> silentSources() {
        return Stream.of(Source.HEADER, Source.PRINCIPAL, Source.PROVIDER, Source.PARAMETER)
                .flatMap(
                        source ->
                                Stream.of(KEY, "*")
                                        .flatMap(
                                                listed ->
                                                        Stream.of(true, false)
                                                                .map(
                                                                        header ->
                                                                                Arguments.of(
                                                                                        source,
                                                                                        listed,
                                                                                        header))));
    }

    /** A client drained the limit of another by the key that it had no value for. */
    @ParameterizedTest
    @MethodSource("silentSources")
    void baggage_fills_no_key_of_a_source_that_has_no_value_now(
            Source source, String listed, boolean header) {
        Provided.keys = Set.of(source == Source.PROVIDER ? KEY : "provided");
        LabelConfig config =
                new LabelConfig(
                        Map.of(),
                        Set.of(listed, "tier"),
                        source == Source.HEADER ? Set.of(KEY) : Set.of(),
                        source == Source.PRINCIPAL ? KEY : null);
        FlowRequestBuilder request = FlowRequest.at("checkout");
        if (source == Source.PARAMETER) {
            request.label(KEY, null);
        }
        Map<String, String> headers =
                header ? Map.of("baggage", KEY + "=alice,X-LABEL=alice,tier=gold") : Map.of();
        Baggage baggage =
                header
                        ? Baggage.empty()
                        : Baggage.builder().put(KEY, "alice").put("tier", "gold").build();
        try (Scope scope = baggage.makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(config, headers, Map.of(), request.build()))
                    .isEqualTo(Map.of("tier", "gold"));
        }
    }

    @Test
    void baggage_fills_only_keys_that_are_listed() {
        Map<String, String> header = Map.of("baggage", "tier=gold,region=eu,TIER=x");
        assertThat(asked(baggage("tier"), header)).isEqualTo(Map.of("tier", "gold"));
        agent.reset();
        try (Scope scope =
                Baggage.builder().put("tier", "gold").put("x", "y").build().makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(baggage("tier"), Map.of())).isEqualTo(Map.of("tier", "gold"));
        }
    }

    @Test
    void other_baggage_has_the_bounds_of_the_header() {
        var baggage = Baggage.builder();
        for (int i = 0; i < 1_000; i++) {
            baggage.put("k" + i, "v");
        }
        try (Scope scope = baggage.build().makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(baggage("*"), Map.of())).hasSize(64);
        }
        agent.reset();
        try (Scope scope = Baggage.builder().put("k", "v".repeat(9_000)).build().makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(baggage("*"), Map.of())).isEmpty();
        }
    }

    @Test
    void only_headers_that_are_configured_are_read() {
        List<String> read = new ArrayList<>();
        bean(LabelSources.class)
                .labels(new LabelConfig(Map.of(), Set.of("tier"), Set.of("x-tenant"), null));
        bean(CallerHeaders.class)
                .keep(
                        name -> {
                            read.add(name);
                            return null;
                        });
        assertThat(read).containsExactlyInAnyOrder("x-tenant", "baggage");
        read.clear();
        bean(LabelSources.class).labels(NO_LABELS);
        bean(CallerHeaders.class).keep(name -> name);
        assertThat(read).isEmpty();
    }

    @Test
    void headers_become_labels() {
        assertThat(asked(headers("x-tenant", "x-none"), Map.of("x-tenant", "t-1", "cookie", "c")))
                .isEqualTo(Map.of("x-tenant", "t-1"));
    }

    @Test
    void the_baggage_header_counts_where_there_is_no_other_baggage() {
        Map<String, String> header = Map.of("baggage", "tier=gold;p=1,=bad,region=e%75");
        assertThat(asked(baggage("*"), header)).isEqualTo(Map.of("tier", "gold", "region", "eu"));
        agent.reset();
        try (Scope scope = Baggage.builder().put("tier", "silver").build().makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(baggage("*"), header)).isEqualTo(Map.of("tier", "silver"));
        }
    }

    @Test
    void baggage_is_off_unless_keys_are_listed() {
        try (Scope scope = Baggage.builder().put("tier", "silver").build().makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(NO_LABELS, Map.of("baggage", "tier=gold"))).isEmpty();
        }
    }

    @Test
    void reserved_keys_of_baggage_are_left_out() {
        try (Scope scope = Baggage.builder().put("aperture.x", "1").build().makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(baggage("*"), Map.of())).isEmpty();
        }
    }

    @Test
    void outside_a_request_there_are_no_headers_and_flows_start_all_the_same() {
        assertThat(asked(headers("x-tenant"), Map.of("x-tenant", "t-1"))).hasSize(1);
        AmbientLabels labels = bean(LabelSources.class).labels(headers("x-tenant"));
        Map<String, String> added = new HashMap<>();
        labels.addTo("checkout", added);
        assertThat(added).isEmpty();
    }

    @Test
    void a_caller_has_a_name() {
        Caller.name = "ann";
        assertThat(asked(principal(), Map.of())).isEqualTo(Map.of("user", "ann"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNAUTHENTICATED", "anonymous", "ANONYMOUS", "guest", " "})
    void a_caller_may_have_any_name(String name) {
        Caller.name = name;
        assertThat(asked(principal(), Map.of())).isEqualTo(Map.of("user", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void a_caller_without_a_name_has_no_label(String name) {
        Caller.name = name.equals("null") ? null : name;
        assertThat(asked(principal(), Map.of())).isEmpty();
    }

    @Test
    void constants_and_parameters_of_a_method_arrive() {
        bean(Shop.class).order("u", "silver");
        bean(Shop.class).order("u", null);
        assertThat(agent.checks())
                .extracting(check -> check.getLabelsMap().get("tier"))
                .containsExactly("silver", "gold");
    }

    @Test
    void sensitive_labels_reach_the_decision_and_no_span() {
        agent.at(
                "checkout",
                request ->
                        CheckResponse.newBuilder()
                                .putAllTelemetryFlowLabels(request.getLabelsMap())
                                .build());
        bean(Shop.class).order("the-secret", "silver");
        assertThat(agent.checks().get(0).getLabelsMap()).containsEntry("user", "the-secret");
        // Spans of earlier tests come as well.
        await().until(() -> receipts().anyMatch(receipt -> receipt.contains("silver")));
        assertThat(receipts()).noneMatch(receipt -> receipt.contains("the-secret"));
        assertThat(agent.exports().toString()).doesNotContain("the-secret");
    }

    /** The replies in the spans, as text with other bytes between. */
    private static Stream<String> receipts() {
        return agent.spans().stream()
                .flatMap(span -> span.getAttributesList().stream())
                .filter(attribute -> attribute.getKey().equals("aperture.check_response"))
                .map(attribute -> attribute.getValue().getStringValue())
                .map(base64 -> Base64.getDecoder().decode(base64))
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void labels_of_any_size_do_not_change_the_outcome(int count) {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < count; i++) {
            many.put("key-\u0000\uD83D-" + i, "v".repeat((1 << 20) / count));
        }
        Provided.labels.put(First.class, () -> many);
        assertThat(bean(Shop.class).order("u", null)).isEqualTo("ordered");
        assertThat(agent.checks()).hasSize(1);
    }
}
