package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.suite.LabelledShop.Customer;
import io.github.aperturecdi.suite.LabelledShop.Order;
import io.github.aperturecdi.suite.LabelledShop.Tier;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the labels of a flow come from, without a request. */
@Tag("core")
@ExtendWith(ArquillianExtension.class)
class LabelsTest {

    private static final Customer CUSTOMER = new Customer(Tier.GOLD, Optional.of("eu"));

    @Inject LabelledShop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.withScriptedAgent(
                        LabelledShop.class, LabelledOrders.class, TenantLabels.class),
                "aperture.labels.static.stage=test",
                "aperture.labels.static.region=nowhere",
                "aperture.labels.headers=x-tenant-id",
                "aperture.labels.principal=caller");
    }

    @Test
    void properties_constants_providers_and_configuration_by_precedence() {
        ScriptedAgent agent = DeployedAgent.fresh();
        shop.order(new Order(CUSTOMER), "4711");
        assertThat(agent.checks().get(0).getLabelsMap())
                .isEqualTo(
                        Map.of(
                                "tier", "GOLD",
                                "region", "eu",
                                "card", "4711",
                                "kind", "order",
                                "tenant", "t-1",
                                "stage", "provided"));
    }

    @Test
    void where_a_property_has_no_value_the_next_lower_source_counts() {
        ScriptedAgent agent = DeployedAgent.fresh();
        shop.order(new Order(null), null);
        shop.order(new Order(new Customer(null, Optional.empty())), null);
        shop.order(null, null);
        assertThat(agent.checks())
                .hasSize(3)
                .allSatisfy(
                        check ->
                                assertThat(check.getLabelsMap())
                                        .isEqualTo(
                                                Map.of(
                                                        "tier", "none",
                                                        "region", "nowhere",
                                                        "kind", "order",
                                                        "tenant", "t-1",
                                                        "stage", "provided")));
    }

    @Test
    void a_provider_that_fails_leaves_the_rest_as_it_is() {
        DeployedAgent.fresh();
        assertThat(shop.stage(null).toCompletableFuture().join())
                .isEqualTo("{region=nowhere, stage=test}");
    }

    @Test
    void a_sensitive_label_is_in_no_span() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at(
                "labelled-order",
                request ->
                        CheckResponse.newBuilder()
                                .putAllTelemetryFlowLabels(request.getLabelsMap())
                                .build());
        shop.order(new Order(CUSTOMER), "4711-0815");
        await().until(() -> receipts(agent).anyMatch(receipt -> receipt.contains("GOLD")));
        assertThat(receipts(agent)).noneMatch(receipt -> receipt.contains("4711-0815"));
    }

    private static Stream<String> receipts(ScriptedAgent agent) {
        return agent.spans().stream()
                .flatMap(span -> span.getAttributesList().stream())
                .filter(attribute -> attribute.getKey().equals("aperture.check_response"))
                .map(attribute -> attribute.getValue().getStringValue())
                .map(base64 -> Base64.getDecoder().decode(base64))
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
