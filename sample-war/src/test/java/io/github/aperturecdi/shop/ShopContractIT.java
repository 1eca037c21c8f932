package io.github.aperturecdi.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.test.SeenFlow;
import io.github.aperturecdi.test.TestAgent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test kit's strict validator judges the shop, as Aperture's validator judges an SDK. */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ShopContractIT {

    /** The control points of all routes. */
    private static final List<String> CONTROL_POINTS =
            List.of(
                    "validated",
                    "catalog-search",
                    "product-details",
                    "Catalog.stock",
                    "checkout",
                    "payment",
                    "recommendations",
                    "gift-card");

    private static final int ROUNDS = 6;

    @Test
    void the_shop_keeps_the_contract_of_an_agent_on_all_its_routes() throws Exception {
        try (TestAgent agent = TestAgent.start("META-INF/aperture/");
                RunningShop shop =
                        new RunningShop(
                                "shop-contract.log",
                                Map.of(
                                        "APERTURE_AGENT_ADDRESS",
                                        agent.address(),
                                        "APERTURE_FEATURE_NAME",
                                        "validated",
                                        "APERTURE_TIMEOUT",
                                        "600s",
                                        "APERTURE_CONTROL_POINT_CHECKOUT_TIMEOUT",
                                        "600s",
                                        "SHOP_PAYMENT_DURATION",
                                        "PT0.01S"))) {
            await().atMost(RunningShop.LONG).until(() -> shop.status("/connected") == 200);

            for (int round = 0; round < ROUNDS; round++) {
                visit(shop);
            }

            List<SeenFlow> flows = agent.everyFlowEndedOnce();
            agent.contractKept();
            assertThat(flows)
                    .extracting(SeenFlow::controlPoint)
                    .contains(CONTROL_POINTS.toArray(String[]::new));
            assertThat(flows)
                    .extracting(SeenFlow::decision)
                    .contains(SeenFlow.Decision.ADMITTED, SeenFlow.Decision.REJECTED)
                    .doesNotContain(SeenFlow.Decision.NONE);
        }
    }

    /** Makes a request of each route; the later rounds exceed the limits. */
    private static void visit(RunningShop shop) throws Exception {
        assertThat(shop.status("/super")).isEqualTo(202);
        assertThat(shop.search("bob").statusCode()).isIn(200, 429);
        assertThat(shop.status("/products/teapot")).isEqualTo(200);
        assertThat(shop.status("/products/teapot/stock")).isIn(200, 429);
        // The end of her last payment may come later than its answer.
        assertThat(shop.orderOf("alice").join().statusCode()).isIn(201, 409);
        assertThat(shop.orderFrom("nz", "bob").statusCode()).isIn(201, 429);
        assertThat(shop.orderFor("espresso machine").statusCode()).isEqualTo(201);
        assertThat(shop.get("/recommendations", "X-Customer", "dave").statusCode()).isEqualTo(200);
        assertThat(shop.get("/gift-cards", "X-Card", "77", "X-Pin", "0000").statusCode())
                .isIn(200, 423);
    }
}
