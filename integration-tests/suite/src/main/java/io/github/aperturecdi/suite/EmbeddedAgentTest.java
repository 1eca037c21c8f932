package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.FlowControl;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * With its jar on the class path and no address configured, the embedded agent decides by the
 * application's policies.
 */
@Tag("core")
@Tag("one-jar")
@ExtendWith(ArquillianExtension.class)
class EmbeddedAgentTest {

    /** Two orders for each user. BadStartTest breaks the interval, on line 11. */
    static final String POLICY =
            """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      selectors:
                        - control_point: checkout
                      in_ports:
                        bucket_capacity: { constant_signal: { value: 2 } }
                        fill_amount: { constant_signal: { value: 1 } }
                      parameters:
                        interval: 3600s
                        limit_by_label_key: user_id
            """;

    @Inject Shop shop;
    @Inject FlowControl flows;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                        Deployments.of(Shop.class),
                        "aperture.embedded.policies=META-INF/aperture/orders-per-user.yaml")
                .addAsResource(new StringAsset(POLICY), "META-INF/aperture/orders-per-user.yaml");
    }

    @Test
    void it_counts_by_the_policys_label_and_refuses_by_its_limit() {
        assertThat(flows.connected()).isTrue();
        shop.order("u-1", 1);
        shop.order("u-1", 1);
        FlowRejectedException refused =
                catchThrowableOfType(FlowRejectedException.class, () -> shop.order("u-1", 1));
        assertThat(refused.httpStatus()).isEqualTo(429);
        assertThat(refused.violatedPolicies()).containsExactly("orders-per-user");
        assertThat(refused.retryAfter().orElseThrow())
                .isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
        assertThat(shop.order("u-2", 1)).isEqualTo("u-2 ordered 1");
    }
}
