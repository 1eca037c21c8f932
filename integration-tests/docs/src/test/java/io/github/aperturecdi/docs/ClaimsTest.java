package io.github.aperturecdi.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.docs.shop.Customer;
import io.github.aperturecdi.docs.shop.Order;
import io.github.aperturecdi.docs.shop.Receipt;
import io.github.aperturecdi.docs.shop.Tier;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.rest.FlowRejectedExceptionMapper;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents say of their snippets happens: they are deployed, and called. */
class ClaimsTest {

    private static final Document README = Document.named("README.md");
    private static final Document LABELS = Document.named("docs/labels.md");
    private static final Document REJECTION = Document.named("docs/rejection.md");
    private static final Document OPERATIONS = Document.named("docs/operations.md");
    private static final Document PRODUCTION = Document.named("docs/production.md");
    private static final Document BINDINGS = Document.named("docs/bindings.md");
    private static final Document MIGRATING = Document.named("docs/migrating.md");

    @Test
    void the_third_hello_is_answered_as_rejection_md_shows() throws Exception {
        Snippet shown = REJECTION.snippet("Jakarta REST", "http");
        try (DocumentedApplication application =
                new DocumentedApplication(
                        scoped(README.snippet("Quarkus", "java")),
                        "hello",
                        README.snippet("Quarkus", "yaml"),
                        null)) {
            assertThat(application.call("Hello", "hello", "bob")).isEqualTo("Hello bob");
            Response response =
                    new FlowRejectedExceptionMapper()
                            .toResponse(firstRefusal(application, "Hello", "hello", "bob"));
            String[] parts = shown.text().split("\n\n");
            List<String> head = parts[0].lines().toList();
            assertThat(head)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(
                                            Stream.of(
                                                    "HTTP/1.1 "
                                                            + response.getStatus()
                                                            + " "
                                                            + response.getStatusInfo()
                                                                    .getReasonPhrase()),
                                            response.getStringHeaders().entrySet().stream()
                                                    .map(
                                                            header ->
                                                                    header.getKey()
                                                                            + ": "
                                                                            + timeless(
                                                                                    header.getValue()
                                                                                            .get(
                                                                                                    0))))
                                    .toList());
            assertThat(parts[1].strip()).isEqualTo(response.getEntity());
            assertThat(application.call("Hello", "hello", "alice")).isEqualTo("Hello alice");
        }
    }

    /** On a slow machine, less is left of the 30 seconds. */
    private static String timeless(String value) {
        return value.replaceAll("^\\d+$", "30").replaceAll(";t=\\d+", ";t=30");
    }

    /** Here is no Jakarta REST that would make a bean of it. */
    private static Snippet scoped(Snippet resource) {
        return new Snippet(
                resource.document(),
                resource.line(),
                resource.kind(),
                resource.purpose(),
                resource.text().replace("@Path", "@ApplicationScoped @Path"));
    }

    /** Tokens come back while a slow machine asks, so one more may be admitted. */
    private static FlowRejectedException firstRefusal(
            DocumentedApplication application, String bean, String method, Object... arguments) {
        return Stream.generate(
                        () ->
                                catchThrowableOfType(
                                        FlowRejectedException.class,
                                        () -> application.call(bean, method, arguments)))
                .limit(100)
                .filter(refused -> refused != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void gold_orders_ten_items_a_minute_and_a_guest_two() throws Exception {
        try (DocumentedApplication application =
                new DocumentedApplication(
                        LABELS.snippet("Parameters", "java"),
                        "orders",
                        LABELS.snippet("A policy that uses them", "yaml"),
                        null)) {
            Order gold = new Order(new Customer("alice", Tier.GOLD), 1);
            Order guest = new Order(new Customer("bob", Tier.GUEST), 1);
            assertThat(application.call("Checkout", "order", gold, 10))
                    .isEqualTo(new Receipt("alice"));
            assertThat(application.call("Checkout", "order", guest, 2))
                    .isEqualTo(new Receipt("bob"));
            assertThatThrownBy(() -> application.call("Checkout", "order", gold, 10))
                    .isInstanceOf(FlowRejectedException.class)
                    .hasMessageContaining("orders-per-user");
            assertThatThrownBy(() -> application.call("Checkout", "order", guest, 2))
                    .isInstanceOf(FlowRejectedException.class);
            Order other = new Order(new Customer("carol", Tier.GUEST), 1);
            assertThat(application.call("Checkout", "order", other, 2))
                    .isEqualTo(new Receipt("carol"));
        }
    }

    @Test
    void a_parameter_beats_the_configuration_that_stands_in_for_it() throws Exception {
        Snippet guests =
                new Snippet(
                        "docs/labels.md",
                        1,
                        "properties",
                        "",
                        "aperture.labels.static.user=nobody");
        assertThat(String.join("\n", LABELS.lines())).contains("`" + guests.text() + "`");
        try (DocumentedApplication application =
                new DocumentedApplication(
                        LABELS.snippet("Parameters", "java"),
                        "orders",
                        LABELS.snippet("A policy that uses them", "yaml"),
                        guests)) {
            for (String user : List.of("dave", "erin")) {
                Order order = new Order(new Customer(user, Tier.GUEST), 1);
                assertThat(application.call("Checkout", "order", order, 2))
                        .isEqualTo(new Receipt(user));
            }
            Order nobodys = new Order(new Customer(null, Tier.GUEST), 1);
            application.call("Checkout", "order", nobodys, 2);
            assertThatThrownBy(() -> application.call("Checkout", "order", nobodys, 2))
                    .isInstanceOf(FlowRejectedException.class);
        }
    }

    /** At each control point one source fewer sets the tier, and the tier that wins is refused. */
    @Test
    void the_lowest_row_of_the_table_wins() throws Exception {
        assertThat(
                        LABELS.lines().stream()
                                .filter(line -> line.startsWith("| "))
                                .skip(1)
                                .map(line -> line.split(" \\| ")[0].substring(2)))
                .containsExactly(
                        "configuration",
                        "baggage",
                        "HTTP request headers",
                        "the authenticated caller",
                        "`FlowLabelProvider` beans",
                        "constants",
                        "the control point's configuration",
                        "parameters, `FlowRequest`");
        Snippet shop =
                new Snippet(
                        "a shop",
                        1,
                        "java",
                        "",
                        """
                        @ApplicationScoped
                        class Shop {
                            @ApertureControlled(value = "parameter", labels = "tier=constant")
                            void parameter(@FlowLabel("tier") String tier) {}

                            @ApertureControlled(value = "point", labels = "tier=constant")
                            void point(@FlowLabel("tier") String tier) {}

                            @ApertureControlled(value = "constant", labels = "tier=constant")
                            void constant(@FlowLabel("tier") String tier) {}

                            @ApertureControlled("provider")
                            void provider(@FlowLabel("tier") String tier) {}

                            @ApertureControlled("static")
                            void constantly(@FlowLabel("tier") String tier) {}
                        }

                        @ApplicationScoped
                        class Tiers implements FlowLabelProvider {
                            @Override
                            public Map<String, String> labels(String controlPoint) {
                                return controlPoint.equals("static")
                                        ? Map.of()
                                        : Map.of("tier", "provider");
                            }
                        }
                        """);
        Snippet configuration =
                new Snippet(
                        "a configuration",
                        1,
                        "properties",
                        "",
                        """
                        aperture.labels.static.tier=static
                        aperture.control-point.parameter.labels.tier=point
                        aperture.control-point.point.labels.tier=point
                        """);
        Snippet policy =
                refusing(
                        Stream.of("parameter", "point", "constant", "provider", "static")
                                .map(
                                        winner ->
                                                "{control_point: "
                                                        + winner
                                                        + ", label_matcher: {match_labels: {tier: "
                                                        + winner
                                                        + "}}}")
                                .toList());
        try (DocumentedApplication application =
                new DocumentedApplication(shop, "tiers", policy, configuration)) {
            firstRefusal(application, "Shop", "parameter", "parameter");
            firstRefusal(application, "Shop", "point", (Object) null);
            firstRefusal(application, "Shop", "constant", (Object) null);
            firstRefusal(application, "Shop", "provider", (Object) null);
            firstRefusal(application, "Shop", "constantly", (Object) null);
        }
    }

    @Test
    void a_fallback_answers_the_sixth_search() throws Exception {
        try (DocumentedApplication application =
                new DocumentedApplication(
                        REJECTION.snippet("A fallback", "java"),
                        "search",
                        PRODUCTION.snippet("Policies", "yaml"),
                        null)) {
            assertThat(application.call("Search", "search", "milk", "bob"))
                    .isEqualTo(List.of("milk"));
            assertThat(
                            Stream.generate(() -> search(application))
                                    .limit(100)
                                    .anyMatch(List.of("tea", "coffee")::equals))
                    .isTrue();
        }
    }

    private static Object search(DocumentedApplication application) {
        try {
            return application.call("Search", "search", "milk", "bob");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_refused_call_throws_what_the_annotation_names() throws Exception {
        try (DocumentedApplication application =
                new DocumentedApplication(
                        REJECTION.snippet("Another exception", "java"),
                        "nothing",
                        refusing(List.of("{control_point: checkout}")),
                        null)) {
            assertThatThrownBy(() -> application.call("Checkout", "order", (Object) null))
                    .satisfies(
                            thrown ->
                                    assertThat(thrown.getClass().getSimpleName())
                                            .isEqualTo("BusyException"))
                    .hasCauseInstanceOf(FlowRejectedException.class);
        }
    }

    private static Snippet refusing(List<String> selectors) {
        return new Snippet(
                "a policy",
                1,
                "yaml",
                "",
                """
                circuit:
                  components:
                    - flow_control:
                        rate_limiter:
                          selectors: [%s]
                          in_ports:
                            bucket_capacity: {constant_signal: {value: 0}}
                            fill_amount: {constant_signal: {value: 0}}
                          parameters: {interval: 60s}
                """
                        .formatted(String.join(", ", selectors)));
    }

    @Test
    void in_shadow_mode_what_would_be_refused_runs_and_is_counted() throws Exception {
        try (DocumentedApplication application =
                new DocumentedApplication(
                        LABELS.snippet("Parameters", "java"),
                        "orders",
                        LABELS.snippet("A policy that uses them", "yaml"),
                        OPERATIONS.snippet("Modes, and trying a policy first", "properties"))) {
            Order guest = new Order(new Customer("bob", Tier.GUEST), 1);
            application.call("Checkout", "order", guest, 2);
            assertThat(application.call("Checkout", "order", guest, 2))
                    .isEqualTo(new Receipt("bob"));
            assertThat(application.flows().status().shadowRefusals()).isEqualTo(1);
        }
    }

    @Test
    void the_nearest_annotation_applies() throws Exception {
        try (DocumentedApplication application =
                new DocumentedApplication(
                        BINDINGS.snippet("Where the annotation stands", "java"),
                        "nothing",
                        refusing(
                                List.of(
                                        "{control_point: Accounts.open}",
                                        "{control_point: accounts-report}")),
                        null)) {
            assertThat(firstRefusal(application, "Accounts", "open", "bob").controlPoint())
                    .isEqualTo("Accounts.open");
            assertThat(firstRefusal(application, "Accounts", "report").controlPoint())
                    .isEqualTo("accounts-report");
            assertThat(application.call("Accounts", "count")).isEqualTo(0);
        }
    }

    @Test
    void what_resilience4j_did_for_all_is_done_for_each_customer() throws Exception {
        Snippet after =
                MIGRATING.snippets().stream()
                        .filter(snippet -> snippet.text().contains("FlowRejectedException refused"))
                        .filter(snippet -> snippet.text().contains("class Checkout"))
                        .findFirst()
                        .orElseThrow();
        try (DocumentedApplication application =
                new DocumentedApplication(
                        after, "checkout", MIGRATING.snippet("From Resilience4j", "yaml"), null)) {
            Order bobs = new Order(new Customer("bob", Tier.GUEST), 1);
            assertThat(application.call("Checkout", "order", bobs)).isEqualTo(new Receipt("bob"));
            assertThat(
                            Stream.generate(
                                            () -> {
                                                try {
                                                    return application.call(
                                                            "Checkout", "order", bobs);
                                                } catch (Exception e) {
                                                    throw new AssertionError(e);
                                                }
                                            })
                                    .limit(100)
                                    .anyMatch(new Receipt("later")::equals))
                    .isTrue();
            Order alices = new Order(new Customer("alice", Tier.GUEST), 1);
            assertThat(application.call("Checkout", "order", alices))
                    .isEqualTo(new Receipt("alice"));
        }
    }

    @Test
    void lines_of_the_log_are_what_is_logged() {
        assertThat(
                        OPERATIONS.snippets().stream()
                                .filter(snippet -> snippet.kind().equals("log"))
                                .flatMap(snippet -> snippet.text().lines())
                                .map(line -> line.replaceFirst("^[A-Z]+: ", "")))
                .containsExactly(
                        Messages.agentLost("localhost:8089", "DEADLINE_EXCEEDED"),
                        Messages.agentBack("localhost:8089"),
                        Messages.usingAgent("aperture-agent:8080", "plaintext"),
                        Messages.usingEmbeddedAgent("META-INF/aperture/"),
                        Messages.disabled("aperture.enabled"));
    }
}
