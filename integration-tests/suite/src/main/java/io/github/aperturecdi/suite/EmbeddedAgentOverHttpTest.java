package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The embedded agent counts by a header of the request, and the refusal is an HTTP response. The
 * application uses nothing but the API.
 */
@Tag("http")
@Tag("one-jar")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class EmbeddedAgentOverHttpTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                        Deployments.of(Shop.class, ShopResource.class, ShopApplication.class),
                        "aperture.labels.headers=x-tenant-id",
                        "aperture.embedded.policies=META-INF/aperture/per-tenant.yaml")
                .addAsResource(
                        new StringAsset(
                                """
                                circuit:
                                  components:
                                    - flow_control:
                                        rate_limiter:
                                          selectors:
                                            - control_point: checkout
                                              label_matcher:
                                                expression:
                                                  label_matches: { label: user_id, regex: "^u-[0-9]+$" }
                                          in_ports:
                                            bucket_capacity: { constant_signal: { value: 1 } }
                                            fill_amount: { constant_signal: { value: 1 } }
                                          parameters:
                                            interval: 3600s
                                            limit_by_label_key: x-tenant-id
                                """),
                        "META-INF/aperture/per-tenant.yaml");
    }

    private HttpResponse<String> order(String user, String tenant) throws Exception {
        URI uri = application.toURI().resolve("api/shop?user=" + user);
        return Patience.http()
                .send(
                        HttpRequest.newBuilder(uri).header("X-Tenant-Id", tenant).build(),
                        BodyHandlers.ofString());
    }

    @Test
    void each_tenant_has_its_limit_and_a_refusal_is_429_with_retry_after() throws Exception {
        assertThat(order("u-1", "a").body()).isEqualTo("u-1 ordered 1");
        HttpResponse<String> refused = order("u-2", "a");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 3_600L);
        assertThat(refused.body()).contains("\"violated-policies\":[\"per-tenant\"]");
        assertThat(order("u-2", "b").statusCode()).isEqualTo(200);
        assertThat(order("guest", "a").statusCode()).as("not matched").isEqualTo(200);
    }
}
