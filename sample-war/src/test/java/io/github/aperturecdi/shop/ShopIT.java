package io.github.aperturecdi.shop;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.AgentServer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.policy.PolicyLoader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shop on Open Liberty, over plain HTTP, with the agent in its JVM and with one elsewhere. */
@Tag("long")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ShopIT {

    private static final Duration LONG = RunningShop.LONG;

    /**
     * The validator's endpoint asks at the checkout's control point, whose policy can refuse it.
     */
    private static final Map<String, String> FEATURE = Map.of("APERTURE_FEATURE_NAME", "checkout");

    @Test
    void with_the_embedded_agent() throws Exception {
        try (RunningShop shop = new RunningShop("shop-embedded.log", FEATURE)) {
            assertThat(shop.status("/super")).isEqualTo(202);
            assertThat(shop.status("/connected")).isEqualTo(200);
            assertThat(shop.get("/health/ready").body())
                    .contains("\"aperture-agent\"", "\"connected\":true");
            the_page_says_what_to_try_and_what_has_been_decided(shop);
            searches_are_limited_per_customer_and_retry_after_is_true(shop);
            a_negative_number_of_pages_never_reaches_an_agent(shop);
            checkout_holds_two_orders_and_admits_again_when_one_finishes(shop);
            a_gold_customer_waits_for_a_place_in_the_checkout(shop);
            a_refused_order_is_answered_with_a_problem(shop);
            an_account_pays_for_one_order_at_a_time(shop);
            one_decision_covers_all_attempts_of_an_order(shop);
            sale_orders_are_limited_by_the_country_of_the_header(shop);
            stock_is_limited_by_the_warehouse_of_the_configuration(shop);
            recommendations_fall_back_to_bestsellers(shop);
            guessing_a_gift_cards_pin_locks_it(shop);
            descriptions_are_cached_and_their_limit_is_only_tried_out(shop);
            the_limit_is_enforced_while_the_shop_runs(shop);
        }
    }

    private static void the_page_says_what_to_try_and_what_has_been_decided(RunningShop shop)
            throws Exception {
        HttpResponse<String> page = shop.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body())
                .contains("<td>Agent</td><td>embedded</td>", "<td>Admitted</td><td>1</td>")
                .contains("/products?q=tea'")
                .contains("-w '%{http_code}\\n'")
                .contains("in guest guest guest alice;", "in carol frank;");
    }

    private static void searches_are_limited_per_customer_and_retry_after_is_true(RunningShop shop)
            throws Exception {
        HttpResponse<String> refused = searchUntilRefused(shop, "bob");
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/problem+json");
        assertThat(refused.body()).contains("search-per-customer");

        // Alone, as another search at the same time may take the token that comes back.
        HttpResponse<String> alone =
                await().atMost(LONG)
                        .until(() -> shop.search("bob"), answer -> answer.statusCode() == 429);
        long retryAfter = Long.parseLong(alone.headers().firstValue("Retry-After").orElseThrow());
        assertThat(retryAfter).isBetween(1L, 2L);
        assertThat(shop.search("alice").statusCode()).as("another customer").isEqualTo(200);

        long waited = System.nanoTime() + Duration.ofSeconds(retryAfter).toNanos();
        await().atMost(LONG).until(() -> System.nanoTime() - waited >= 0);
        assertThat(shop.search("bob").statusCode()).isEqualTo(200);
    }

    /**
     * Searches ten at a time, as a token comes back every two seconds: asking one after the other,
     * a slow machine would have one for each.
     */
    private static HttpResponse<String> searchUntilRefused(RunningShop shop, String customer) {
        long start = System.nanoTime();
        AtomicInteger admitted = new AtomicInteger();
        HttpResponse<String> refused =
                await().atMost(LONG)
                        .until(
                                () -> {
                                    List<HttpResponse<String>> answers =
                                            shop.searchAtOnce(customer, 10);
                                    assertThat(answers)
                                            .extracting(HttpResponse::statusCode)
                                            .isSubsetOf(200, 429);
                                    List<HttpResponse<String>> refusals =
                                            answers.stream()
                                                    .filter(each -> each.statusCode() == 429)
                                                    .toList();
                                    admitted.addAndGet(answers.size() - refusals.size());
                                    return refusals.stream().findAny();
                                },
                                Optional::isPresent)
                        .orElseThrow();
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat((long) admitted.get())
                .as("the bucket's capacity, and what has come back in %s s", seconds)
                .isBetween(5L, 5 + seconds / 2);
        return refused;
    }

    /**
     * Real agents would refill the caller's bucket; the embedded one would not, so the log tells.
     */
    private static void a_negative_number_of_pages_never_reaches_an_agent(RunningShop shop)
            throws Exception {
        shop.get("/products?q=tea&pages=-1000", "X-Customer", "bob");
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(shop.log()).contains("APERTURE-508: The label 'pages'"));
    }

    private static void checkout_holds_two_orders_and_admits_again_when_one_finishes(
            RunningShop shop) {
        // Repeated, as a slow machine may let the first orders finish before the last ones come.
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(shop.orderAtOnce(5))
                                        .containsExactly(201, 201, 503, 503, 503));
        assertThat(shop.orderAtOnce(1)).containsExactly(201);
        await().atMost(LONG)
                .until(
                        () -> {
                            CompletableFuture<Integer> one = shop.order();
                            CompletableFuture<Integer> two = shop.order();
                            int whileBothAreHeld = shop.status("/super");
                            CompletableFuture.allOf(one, two).join();
                            return whileBothAreHeld == 503;
                        });
    }

    private static void a_gold_customer_waits_for_a_place_in_the_checkout(RunningShop shop) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            CompletableFuture<Integer> one = shop.order();
                            CompletableFuture<Integer> two = shop.order();
                            CompletableFuture<HttpResponse<String>> gold = shop.orderOf("alice");
                            int guest = shop.order().join();
                            CompletableFuture.allOf(one, two, gold).join();
                            assertThat(List.of(one.join(), two.join())).containsOnly(201);
                            assertThat(gold.join().statusCode()).isEqualTo(201);
                            assertThat(guest).isEqualTo(503);
                        });
    }

    private static void a_refused_order_is_answered_with_a_problem(RunningShop shop) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            CompletableFuture<Integer> one = shop.order();
                            CompletableFuture<Integer> two = shop.order();
                            HttpResponse<String> third = shop.orderFrom("de", "erin");
                            CompletableFuture.allOf(one, two).join();
                            assertThat(third.statusCode()).isEqualTo(503);
                            assertThat(third.headers().firstValue("Content-Type").orElseThrow())
                                    .startsWith("application/problem+json");
                            assertThat(third.body()).contains("checkout-at-once");
                        });
    }

    /** The call to the payment provider is limited, and the shop says it in its own words. */
    private static void an_account_pays_for_one_order_at_a_time(RunningShop shop) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            long before = count(shop, "rejected");
                            List<HttpResponse<String>> orders =
                                    Stream.of(shop.orderOf("alice"), shop.orderOf("alice"))
                                            .map(CompletableFuture::join)
                                            .sorted(comparing(HttpResponse::statusCode))
                                            .toList();
                            assertThat(orders)
                                    .extracting(HttpResponse::statusCode)
                                    .containsExactly(201, 409);
                            assertThat(orders.get(0).body()).contains("for alice, paid");
                            assertThat(orders.get(1).body())
                                    .isEqualTo("You are still paying for another order.");
                            assertThat(count(shop, "rejected") - before)
                                    .as("a refusal is not retried")
                                    .isEqualTo(1);
                        });
    }

    private static void one_decision_covers_all_attempts_of_an_order(RunningShop shop)
            throws Exception {
        long before = count(shop, "admitted");
        HttpResponse<String> order = shop.orderFor("espresso machine");
        assertThat(order.statusCode()).as("its second attempt").isEqualTo(201);
        assertThat(count(shop, "admitted") - before)
                .as("the order, and each payment that leaves the shop")
                .isEqualTo(3);
    }

    private static long count(RunningShop shop, String what) throws Exception {
        String status = shop.get("/operations/status").body();
        Matcher count = Pattern.compile("\"" + what + "\":(\\d+)").matcher(status);
        assertThat(count.find()).as(status).isTrue();
        return Long.parseLong(count.group(1));
    }

    /**
     * The policy wants the configuration's label, the method's constant, the provider's label and
     * the header's at once; nobody evades it by a header of another region.
     */
    private static void sale_orders_are_limited_by_the_country_of_the_header(RunningShop shop) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            HttpResponse<String> refused = shop.orderFrom("nz", "frank");
                            assertThat(refused.statusCode()).isEqualTo(429);
                            assertThat(refused.body()).contains("sale-orders-abroad");
                        });
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(shop.orderFrom("de", "frank").statusCode())
                                        .isEqualTo(201));
    }

    /**
     * The method has its control point from the stereotype and its label from the configuration.
     */
    private static void stock_is_limited_by_the_warehouse_of_the_configuration(RunningShop shop)
            throws Exception {
        assertThat(shop.get("/products/teapot/stock").body()).isEqualTo("7");
        await().atMost(LONG)
                .untilAsserted(
                        () -> {
                            HttpResponse<String> refused = shop.get("/products/teapot/stock");
                            assertThat(refused.statusCode()).isEqualTo(429);
                            assertThat(refused.body()).contains("stock-per-warehouse");
                        });
    }

    private static void recommendations_fall_back_to_bestsellers(RunningShop shop)
            throws Exception {
        HttpResponse<String> answer = shop.get("/recommendations", "X-Customer", "carol");
        assertThat(answer.body()).contains("picked for carol");
        await().atMost(LONG)
                .until(
                        () ->
                                shop.get("/recommendations", "X-Customer", "carol")
                                        .body()
                                        .contains("teapot"));
        assertThat(shop.get("/recommendations", "X-Customer", "dave").body())
                .contains("picked for dave");
    }

    private static void guessing_a_gift_cards_pin_locks_it(RunningShop shop) throws Exception {
        assertThat(shop.get("/gift-cards", "X-Card", "77", "X-Pin", "2611").body()).isEqualTo("25");
        await().atMost(LONG)
                .until(
                        () ->
                                shop.get("/gift-cards", "X-Card", "77", "X-Pin", "0000")
                                                .statusCode()
                                        == 423);
        assertThat(shop.get("/gift-cards", "X-Card", "78", "X-Pin", "2611").statusCode())
                .isEqualTo(200);
    }

    private static void descriptions_are_cached_and_their_limit_is_only_tried_out(RunningShop shop)
            throws Exception {
        await().atMost(LONG)
                .until(
                        () -> {
                            HttpResponse<String> details = shop.get("/products/teapot");
                            assertThat(details.statusCode()).isEqualTo(200);
                            return details.body().equals(shop.get("/products/teapot").body());
                        });
        await().atMost(LONG)
                .until(
                        () -> {
                            assertThat(shop.get("/products/jug").statusCode()).isEqualTo(200);
                            return !shop.get("/operations/status")
                                    .body()
                                    .contains("\"shadowRefusals\":0");
                        });
        assertThat(shop.get("/operations/status").body())
                .contains("\"agent\":\"embedded\"", "\"connected\":true")
                .doesNotContain("\"rejected\":0");
    }

    private static void the_limit_is_enforced_while_the_shop_runs(RunningShop shop)
            throws Exception {
        shop.set("aperture.control-point.product-details.mode", "enforce");
        await().atMost(LONG).until(() -> shop.status("/products/teapot") == 429);
        shop.set("aperture.control-point.product-details.mode", "off");
        // The bucket holds two.
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(
                                                Stream.generate(
                                                                () ->
                                                                        shop.status(
                                                                                "/products/teapot"))
                                                        .limit(5))
                                        .containsOnly(200));
    }

    /** Time passes for the agent when the test says so, and payments are made so as well. */
    @Test
    void with_an_agent_whose_clock_the_test_moves() throws Exception {
        AtomicLong clock = new AtomicLong();
        Engine engine =
                new Engine(
                        PolicyLoader.load(RunningAgent.POLICIES, ShopIT.class.getClassLoader()),
                        clock::get);
        try (AgentServer agent = AgentServer.start(engine, 0);
                HeldPayments payments = new HeldPayments();
                RunningShop shop =
                        new RunningShop(
                                "shop-clock.log",
                                Map.of(
                                        "APERTURE_AGENT_ADDRESS",
                                        agent.target(),
                                        "APERTURE_TIMEOUT",
                                        "600s",
                                        "APERTURE_CONTROL_POINT_CHECKOUT_TIMEOUT",
                                        "600s",
                                        "PAYMENTS_MP_REST_URL",
                                        payments.url()))) {
            await().atMost(LONG).until(() -> shop.status("/connected") == 200);
            recommendations_are_ramped_up(shop, clock);
            orders_of_gold_customers_go_first_when_the_checkout_is_full(shop, payments, engine);
            others_wait_a_second(shop, payments, engine, clock);
        }
    }

    private static void recommendations_are_ramped_up(RunningShop shop, AtomicLong clock)
            throws Exception {
        assertThat(picks(shop, "dave", "carol", "frank"))
                .containsExactlyInAnyOrder("dave", "carol");
        String[] customers =
                Stream.iterate(0, i -> i < 40, i -> i + 1)
                        .map(i -> i + " of forty")
                        .toArray(String[]::new);

        Set<String> half = picks(shop, customers);
        assertThat(half).hasSizeBetween(1, 39);
        assertThat(picks(shop, customers)).as("the same customers").isEqualTo(half);
        clock.addAndGet(Duration.ofSeconds(90).toNanos());
        Set<String> more = picks(shop, customers);
        assertThat(more).containsAll(half).hasSizeBetween(half.size() + 1, 39);
        clock.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(picks(shop, customers)).containsExactlyInAnyOrder(customers);
        assertThat(picks(shop, "frank")).containsExactly("frank");
    }

    /** The customers who get recommendations; the others get bestsellers. */
    private static Set<String> picks(RunningShop shop, String... customers) throws Exception {
        Set<String> picks = new HashSet<>();
        for (String customer : customers) {
            String answer = shop.get("/recommendations", "X-Customer", customer).body();
            if (answer.contains("picked for " + customer)) {
                picks.add(customer);
            } else {
                assertThat(answer).contains("teapot");
            }
        }
        return picks;
    }

    /** The order that has waited alone keeps its turn. Alice, who comes last, is the next one. */
    private static void orders_of_gold_customers_go_first_when_the_checkout_is_full(
            RunningShop shop, HeldPayments payments, Engine engine) throws Exception {
        List<CompletableFuture<Integer>> guests =
                new ArrayList<>(List.of(shop.order(), shop.order()));
        HeldPayments.Payment first = payments.next();
        HeldPayments.Payment second = payments.next();
        guests.add(shop.order());
        await().atMost(LONG).until(() -> engine.waiting() == 1);
        CompletableFuture<HttpResponse<String>> basic = shop.orderOf("bob");
        await().atMost(LONG).until(() -> engine.waiting() == 2);
        CompletableFuture<HttpResponse<String>> gold = shop.orderOf("alice");
        await().atMost(LONG).until(() -> engine.waiting() == 3);

        first.answer();
        HeldPayments.Payment third = payments.next();
        assertThat(third.account()).as("a guest").isNull();
        second.answer();
        HeldPayments.Payment fourth = payments.next();
        assertThat(fourth.account()).isEqualTo("alice");
        third.answer();
        HeldPayments.Payment fifth = payments.next();
        assertThat(fifth.account()).isEqualTo("bob");
        fourth.answer();
        fifth.answer();
        assertThat(guests.stream().map(CompletableFuture::join)).containsOnly(201);
        assertThat(gold.join().body()).contains("for alice, paid");
        assertThat(basic.join().body()).contains("for bob, paid");
    }

    private static void others_wait_a_second(
            RunningShop shop, HeldPayments payments, Engine engine, AtomicLong clock)
            throws Exception {
        CompletableFuture<Integer> one = shop.order();
        CompletableFuture<Integer> two = shop.order();
        HeldPayments.Payment first = payments.next();
        HeldPayments.Payment second = payments.next();
        CompletableFuture<HttpResponse<String>> gold = shop.orderOf("alice");
        CompletableFuture<HttpResponse<String>> basic = shop.orderOf("bob");
        await().atMost(LONG).until(() -> engine.waiting() == 2);

        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        engine.wake();
        assertThat(basic.join().statusCode()).isEqualTo(503);
        assertThat(engine.waiting()).as("gold").isEqualTo(1);
        first.answer();
        second.answer();
        payments.next().answer();
        assertThat(gold.join().body()).contains("for alice, paid");
        assertThat(List.of(one.join(), two.join())).containsOnly(201);
    }

    @Test
    void with_an_agent_of_its_own_that_is_killed_and_comes_back() throws Exception {
        int port = RunningShop.freePort();
        try (RunningAgent agent = new RunningAgent(port);
                RunningShop shop =
                        new RunningShop(
                                "shop-remote.log",
                                Map.of(
                                        "APERTURE_AGENT_ADDRESS",
                                        "localhost:" + port,
                                        // A slow machine takes its time with a decision.
                                        "APERTURE_TIMEOUT",
                                        "60s"))) {
            await().atMost(LONG).until(() -> shop.status("/connected") == 200);
            searchUntilRefused(shop, "bob");

            List<Integer> statuses = killedMidTraffic(shop, agent);
            assertThat(statuses).as("no request is lost").containsOnly(200);
            await().atMost(LONG).until(() -> shop.status("/connected") == 503);
            assertThat(shop.get("/health/ready").body())
                    .contains("\"aperture-agent\"", "\"connected\":false");
            assertThat(shop.status("/health")).as("it admits, so it is ready").isEqualTo(200);

            try (RunningAgent back = new RunningAgent(port)) {
                assertThat(back.isAlive()).isTrue();
                await().atMost(LONG)
                        .until(
                                () ->
                                        shop.searchAtOnce("bob", 10).stream()
                                                .anyMatch(answer -> answer.statusCode() == 429));
                await().atMost(LONG).until(() -> shop.status("/connected") == 200);
            }
        }
    }

    /** Searches of ever new customers, whom no limit touches, before, during and after the kill. */
    private static List<Integer> killedMidTraffic(RunningShop shop, RunningAgent agent)
            throws Exception {
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        AtomicBoolean killed = new AtomicBoolean();
        CompletableFuture<List<Integer>> traffic =
                CompletableFuture.supplyAsync(
                        () -> {
                            for (int after = 0; after < 100; after += killed.get() ? 1 : 0) {
                                try {
                                    String customer = "customer-" + statuses.size();
                                    statuses.add(shop.search(customer).statusCode());
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                            return statuses;
                        });
        await().atMost(LONG).until(() -> statuses.size() >= 20 || traffic.isDone());
        agent.kill();
        killed.set(true);
        return traffic.join();
    }
}
