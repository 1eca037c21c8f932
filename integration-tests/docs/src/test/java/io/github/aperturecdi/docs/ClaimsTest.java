package io.github.aperturecdi.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.cdi.DeploymentTexts;
import io.github.aperturecdi.docs.shop.Customer;
import io.github.aperturecdi.docs.shop.Order;
import io.github.aperturecdi.docs.shop.Receipt;
import io.github.aperturecdi.docs.shop.Tier;
import io.github.aperturecdi.flow.link.LinkLines;
import io.github.aperturecdi.rest.FlowRejectedExceptionMapper;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
            long start = System.nanoTime();
            FirstRefusal third = firstRefusal(application, "Hello", "hello", "bob");
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            assertAdmitted(third.admitted(), 2, Duration.ofSeconds(30), start);
            Response response = new FlowRejectedExceptionMapper().toResponse(third.refused());
            String[] parts = shown.text().split("\n\n");
            String actual =
                    Stream.concat(
                                    Stream.of(
                                            "HTTP/1.1 "
                                                    + response.getStatus()
                                                    + " "
                                                    + response.getStatusInfo().getReasonPhrase()),
                                    response.getStringHeaders().entrySet().stream()
                                            .map(
                                                    header ->
                                                            header.getKey()
                                                                    + ": "
                                                                    + header.getValue().get(0)))
                            .sorted()
                            .collect(Collectors.joining("\n"));
            assertThat(SECONDS_LEFT.matcher(actual).replaceAll("$1N"))
                    .isEqualTo(
                            SECONDS_LEFT
                                    .matcher(
                                            parts[0].lines()
                                                    .sorted()
                                                    .collect(Collectors.joining("\n")))
                                    .replaceAll("$1N"));
            // Shown for a machine that takes no time; what has passed is missing from the wait.
            Duration waits = third.refused().retryAfter().orElseThrow();
            assertThat(secondsLeft(actual)).containsOnly(roundedUp(waits));
            assertThat(secondsLeft(parts[0]))
                    .hasSameSizeAs(secondsLeft(actual))
                    .allSatisfy(
                            seconds ->
                                    assertThat(Duration.ofSeconds(seconds))
                                            .isBetween(waits, waits.plus(elapsed)));
            assertThat(parts[1].strip()).isEqualTo(response.getEntity());
            assertThat(application.call("Hello", "hello", "alice")).isEqualTo("Hello alice");
        }
    }

    /** In {@code Retry-After} and {@code RateLimit}. */
    private static final Pattern SECONDS_LEFT = Pattern.compile("(Retry-After: |;t=)(\\d+)");

    private static List<Long> secondsLeft(String head) {
        return SECONDS_LEFT
                .matcher(head)
                .results()
                .map(found -> Long.valueOf(found.group(2)))
                .toList();
    }

    private static long roundedUp(Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
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

    /** A refusal, and how many calls were admitted before it. */
    private record FirstRefusal(int admitted, FlowRejectedException refused) {}

    /**
     * As many as the bucket holds; and on a slow machine one more for each token that has come back
     * since.
     */
    private static void assertAdmitted(int admitted, int capacity, Duration perToken, long start) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        assertThat((long) admitted)
                .as("admitted in " + elapsed)
                .isBetween((long) capacity, capacity + elapsed.dividedBy(perToken));
    }

    private static FirstRefusal firstRefusal(
            DocumentedApplication application, String bean, String method, Object... arguments)
            throws Exception {
        for (int admitted = 0; admitted < 100; admitted++) {
            try {
                application.call(bean, method, arguments);
            } catch (FlowRejectedException refused) {
                return new FirstRefusal(admitted, refused);
            }
        }
        throw new AssertionError(bean + "." + method + " is never refused");
    }

    /** Of a control point where a policy lets nothing through. */
    private static FlowRejectedException refusedAtOnce(
            DocumentedApplication application, String bean, String method, Object... arguments)
            throws Exception {
        FirstRefusal first = firstRefusal(application, bean, method, arguments);
        assertThat(first.admitted()).isZero();
        return first.refused();
    }

    /** How many calls return what is expected before one returns what a refused call does. */
    private static int answeredBefore(Object instead, Object expected, Callable<Object> call)
            throws Exception {
        for (int answered = 0; answered < 100; answered++) {
            Object answer = call.call();
            if (answer.equals(instead)) {
                return answered;
            }
            assertThat(answer).isEqualTo(expected);
        }
        throw new AssertionError("no call was answered with " + instead);
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
            refusedAtOnce(application, "Shop", "parameter", "parameter");
            refusedAtOnce(application, "Shop", "point", (Object) null);
            refusedAtOnce(application, "Shop", "constant", (Object) null);
            refusedAtOnce(application, "Shop", "provider", (Object) null);
            refusedAtOnce(application, "Shop", "constantly", (Object) null);
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
            long start = System.nanoTime();
            int answered =
                    answeredBefore(
                            List.of("tea", "coffee"),
                            List.of("milk"),
                            () -> application.call("Search", "search", "milk", "bob"));
            assertAdmitted(answered, 5, Duration.ofSeconds(2), start);
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
            assertThat(refusedAtOnce(application, "Accounts", "open", "bob").controlPoint())
                    .isEqualTo("Accounts.open");
            assertThat(refusedAtOnce(application, "Accounts", "report").controlPoint())
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
            long start = System.nanoTime();
            int answered =
                    answeredBefore(
                            new Receipt("later"),
                            new Receipt("bob"),
                            () -> application.call("Checkout", "order", bobs));
            assertAdmitted(answered, 10, Duration.ofSeconds(6), start);
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
                .containsExactlyElementsOf(
                        Stream.concat(
                                        LinkLines.lostAndBack(
                                                "localhost:8089", "DEADLINE_EXCEEDED"),
                                        Stream.of(
                                                DeploymentTexts.usingAgent(
                                                        "aperture-agent:8080", "plaintext"),
                                                DeploymentTexts.usingEmbeddedAgent(
                                                        "META-INF/aperture/"),
                                                DeploymentTexts.countingTogether(
                                                        "META-INF/aperture/",
                                                        "redis://redis.internal:6379"),
                                                DeploymentTexts.disabled("aperture.enabled")))
                                .toList());
    }
}
