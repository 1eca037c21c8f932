package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What flows know of the HTTP request that they serve: headers, baggage, the caller. */
@Tag("core")
@Tag("http")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class LabelsOverHttpTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                        Deployments.withScriptedAgent(
                                LabelledShop.class,
                                LabelledOrders.class,
                                LabelsResource.class,
                                ShopApplication.class),
                        "aperture.labels.headers=X-Tenant-Id,x-late",
                        "aperture.labels.principal=caller",
                        "aperture.labels.baggage=*",
                        // Quarkus authenticates by this, other servers by web.xml.
                        "quarkus.http.auth.basic=true",
                        "quarkus.http.auth.permission.members.paths=/api/labels/members",
                        "quarkus.http.auth.permission.members.policy=authenticated",
                        "quarkus.security.users.embedded.enabled=true",
                        "quarkus.security.users.embedded.plain-text=true",
                        "quarkus.security.users.embedded.users.ann=secret",
                        "quarkus.security.users.embedded.users.anonymous=secret",
                        "quarkus.security.users.embedded.users.UNAUTHENTICATED=secret")
                .addAsWebInfResource(
                        new StringAsset(
                                """
                                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                                  <security-constraint>
                                    <web-resource-collection>
                                      <web-resource-name>members</web-resource-name>
                                      <url-pattern>/api/labels/members</url-pattern>
                                    </web-resource-collection>
                                    <auth-constraint>
                                      <role-name>**</role-name>
                                    </auth-constraint>
                                  </security-constraint>
                                  <login-config>
                                    <auth-method>BASIC</auth-method>
                                  </login-config>
                                </web-app>
                                """),
                        "web.xml");
    }

    private String get(String path, String... headers) {
        return LabelsOverHttp.get(application, path, headers);
    }

    private static String basic(String user) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
    }

    /** Quarkus' Arquillian runs no test with parameters. */
    private void knowsTheRequest(String path) {
        assertThat(get(path)).isEqualTo("{}");
        assertThat(
                        get(
                                path,
                                "x-tenant-id",
                                "t-1",
                                "X-Other",
                                "o",
                                "baggage",
                                "tier=gold,region=e%75;p",
                                "authorization",
                                basic("ann")))
                .isEqualTo("{caller=ann, region=eu, tier=gold, x-tenant-id=t-1}");
        assertThat(get(path)).as("the next request has none of that").isEqualTo("{}");
    }

    @Test
    @Tag("authentication")
    void a_flow_knows_its_request() {
        knowsTheRequest("value");
    }

    @Test
    @Tag("authentication")
    void an_asynchronous_flow_knows_its_request() {
        knowsTheRequest("stage");
    }

    @Test
    @Tag("login")
    void a_flow_knows_a_caller_who_had_to_log_in() {
        assertThat(get("members")).startsWith("401");
        assertThat(get("members", "authorization", basic("ann"))).isEqualTo("{caller=ann}");
        assertThat(get("value")).as("the next request has none of that").isEqualTo("{}");
    }

    @Test
    @Tag("event-loop")
    void a_flow_on_the_event_loop_knows_its_request() {
        knowsTheRequest("uni");
    }

    /** A client drained the limits of others by the keys that it had no value for. */
    @Test
    void baggage_fills_no_key_of_a_source_without_a_value() {
        String stolen = "x-tenant-id=a,x-late=a,caller=ann,user=a,tokens=0,priority=9,workload=a";
        for (String path : new String[] {"value", "stage"}) {
            assertThat(get(path, "baggage", stolen + ",tier=gold")).isEqualTo("{tier=gold}");
        }
    }

    /** Names that containers give to an unauthenticated caller. */
    @Test
    @Tag("authentication")
    @Tag("unusual-names")
    void a_caller_may_have_any_name() {
        for (String name : new String[] {"anonymous", "UNAUTHENTICATED"}) {
            assertThat(get("value", "authorization", basic(name)))
                    .isEqualTo("{caller=" + name + "}");
        }
        assertThat(get("value")).isEqualTo("{}");
    }

    @Test
    void a_long_label_is_sent_as_its_beginning_and_a_hash() {
        String longer = "t".repeat(3_000);
        String label = get("value", "x-tenant-id", longer + "a");
        assertThat(label)
                .hasSize("{x-tenant-id=}".length() + 1_024)
                .startsWith("{x-tenant-id=" + "t".repeat(960))
                .isNotEqualTo(get("value", "x-tenant-id", longer + "b"));
    }

    @Test
    void a_header_beats_baggage() {
        assertThat(get("value", "baggage", "x-tenant-id=low", "X-TENANT-ID", "high"))
                .isEqualTo("{x-tenant-id=high}");
    }

    @Test
    void malformed_and_endless_baggage_changes_no_outcome() {
        assertThat(
                        get(
                                "value",
                                "baggage",
                                "=,;,%,a b=c,tokens=NaN,aperture.x=1,=" + "x,".repeat(999)))
                .isEqualTo("{}");
    }
}
