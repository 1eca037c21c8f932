package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.config.LabelConfig;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jboss.weld.security.spi.SecurityServices;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where labels come from, in Weld, against an agent on a real socket. */
class LabelSourcesTest {

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
    private static final ScriptedAgent AGENT = ScriptedAgent.start();

    private static @Nullable WeldContainer container;

    @BeforeAll
    static void start() {
        System.setProperty("aperture.agent.address", AGENT.address());
        System.setProperty("aperture.timeout", "20s");
        container =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addBeanClasses(
                                Last.class, Any.class, First.class, Counted.class, Shop.class)
                        .addServices(new Caller())
                        .initialize();
    }

    @AfterEach
    void reset() {
        Caller.name = null;
        Provided.labels.clear();
        Provided.keys = Set.of();
        AGENT.reset();
    }

    @AfterAll
    static void stop() {
        bean(FlowControl.class);
        container.close();
        AGENT.close();
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
    }

    private static <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    /** What the agent is asked, on a thread that serves a request with the headers. */
    private static Map<String, String> asked(
            LabelConfig config,
            Map<String, String> headers,
            Map<String, String> ofControlPoint,
            FlowRequest request) {
        RequestContextController context = bean(RequestContextController.class);
        ControlPointSettings settings =
                new ControlPointSettings(
                        Mode.ENFORCE,
                        null,
                        Duration.ofSeconds(20),
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        ofControlPoint);
        LabelSources surroundings = bean(LabelSources.class);
        AmbientLabels labels = surroundings.labels(config);
        context.activate();
        try (FlowControl flows =
                FlowControl.builder()
                        .agent(AgentLink.open(new AgentEndpoint(AGENT.address(), true, null)))
                        .settings(controlPoint -> settings)
                        .labels(labels)
                        .clientLabels(surroundings.baggage(config))
                        .build()) {
            bean(CallerHeaders.class).keep(headers::get);
            flows.start(request).close();
        } finally {
            context.deactivate();
        }
        return AGENT.checks().get(0).getLabelsMap();
    }

    private static Map<String, String> asked(LabelConfig config, Map<String, String> headers) {
        return asked(config, headers, Map.of(), FlowRequest.at("checkout").build());
    }

    private static final LabelConfig NO_LABELS =
            new LabelConfig(Map.of(), Set.of(), Set.of(), null);

    private static LabelConfig headers(String... names) {
        return new LabelConfig(Map.of(), Set.of(), Set.of(names), null);
    }

    /** With providers that say their keys, or there would be no baggage. */
    private static LabelConfig baggage(String... keys) {
        Provided.keys = Set.of("provided");
        return new LabelConfig(Map.of(), Set.of(keys), Set.of(), null);
    }

    private static LabelConfig principal() {
        return new LabelConfig(Map.of(), Set.of(), Set.of(), "user");
    }

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
        AGENT.reset();
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
        AGENT.reset();
        try (Scope scope = Baggage.builder().put("k", "v".repeat(9_000)).build().makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(asked(baggage("*"), Map.of())).isEmpty();
        }
    }

    /** Such a provider may set any key, now or later. */
    @Test
    void a_provider_that_does_not_say_its_keys_keeps_baggage_out_and_is_named() {
        try (Logged logged = new Logged(ProvidedLabels.class)) {
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
        try (Logged logged = new Logged(ProvidedLabels.class);
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
        try (Logged logged = new Logged(ProvidedLabels.class)) {
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
        AGENT.reset();
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
        try (Logged logged = new Logged(ProvidedLabels.class)) {
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
        assertThat(AGENT.checks()).hasSize(2);
        assertThat(AGENT.checks().get(0).getLabelsMap()).doesNotContainKey("nested");
        assertThat(AGENT.checks().get(1).getLabelsMap()).containsEntry("nested", "ordered");
    }

    @Test
    void a_dependent_provider_is_made_once() {
        for (int i = 0; i < 10; i++) {
            bean(Shop.class).order("u", null);
        }
        assertThat(AGENT.checks()).hasSize(10);
        int made = Counted.made;
        bean(Shop.class).order("u", null);
        assertThat(Counted.made).isEqualTo(made).isPositive();
    }

    @Test
    void constants_and_parameters_of_a_method_arrive() {
        bean(Shop.class).order("u", "silver");
        bean(Shop.class).order("u", null);
        assertThat(AGENT.checks())
                .extracting(check -> check.getLabelsMap().get("tier"))
                .containsExactly("silver", "gold");
    }

    @Test
    void sensitive_labels_reach_the_decision_and_no_span() {
        AGENT.at(
                "checkout",
                request ->
                        CheckResponse.newBuilder()
                                .putAllTelemetryFlowLabels(request.getLabelsMap())
                                .build());
        bean(Shop.class).order("the-secret", "silver");
        assertThat(AGENT.checks().get(0).getLabelsMap()).containsEntry("user", "the-secret");
        // Spans of earlier tests come as well.
        await().until(() -> receipts().anyMatch(receipt -> receipt.contains("silver")));
        assertThat(receipts()).noneMatch(receipt -> receipt.contains("the-secret"));
        assertThat(AGENT.exports().toString()).doesNotContain("the-secret");
    }

    /** The replies in the spans, as text with other bytes between. */
    private static Stream<String> receipts() {
        return AGENT.spans().stream()
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
        assertThat(AGENT.checks()).hasSize(1);
    }

    static final class Logged extends Handler implements AutoCloseable {

        private final Logger logger;
        private final List<String> messages = new ArrayList<>();

        Logged(Class<?> type) {
            logger = Logger.getLogger(type.getName());
            logger.addHandler(this);
        }

        List<String> messages() {
            return messages;
        }

        @Override
        public void publish(LogRecord record) {
            messages.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    /** The container's knowledge of the caller. */
    static final class Caller implements SecurityServices {

        static @Nullable String name;

        @Override
        public @Nullable Principal getPrincipal() {
            String current = name;
            return current == null ? null : () -> current;
        }

        @Override
        public void cleanup() {}
    }

    abstract static class Provided implements FlowLabelProvider {

        interface Labels {
            Map<String, String> get();
        }

        static final Map<Class<?>, Labels> labels = new HashMap<>();
        static @Nullable Set<String> keys = Set.of();

        @Override
        @SuppressWarnings("NullAway")
        public Set<String> keys() {
            return keys;
        }

        @Override
        public Map<String, String> labels(String controlPoint) {
            return labels.getOrDefault(type(), Map::of).get();
        }

        abstract Class<?> type();
    }

    @ApplicationScoped
    @Priority(-1)
    static class First extends Provided {
        @Override
        Class<?> type() {
            return First.class;
        }
    }

    @ApplicationScoped
    static class Any extends Provided {
        @Override
        Class<?> type() {
            return Any.class;
        }
    }

    @ApplicationScoped
    @Priority(1)
    static class Last extends Provided {
        @Override
        Class<?> type() {
            return Last.class;
        }
    }

    @Dependent
    static class Counted implements FlowLabelProvider {

        static int made;

        @Inject
        Counted() {
            made++;
        }

        @Override
        public Map<String, String> labels(String controlPoint) {
            return Map.of();
        }

        @Override
        @SuppressWarnings("NullAway")
        public Set<String> keys() {
            return Provided.keys;
        }
    }

    @ApplicationScoped
    static class Shop {
        @ApertureControlled(
                value = "checkout",
                labels = {"tier=gold"})
        String order(
                @FlowLabel(value = "user", sensitive = true) String user,
                @FlowLabel("tier") @Nullable String tier) {
            return "ordered";
        }
    }
}
