package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Baggage where the container does not read it. */
@Tag("http")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class BaggageHeaderTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.withScriptedAgent(
                        LabelledShop.class,
                        LabelledOrders.class,
                        LabelsResource.class,
                        ShopApplication.class),
                "aperture.labels.baggage=tier,a,user",
                "quarkus.otel.propagators=tracecontext");
    }

    private void readsTheHeader(String path) {
        assertThat(
                        LabelsOverHttp.get(
                                application,
                                path,
                                "baggage",
                                "tier=gold, bad, a=b%2Cc, user=alice, other=x"))
                .isEqualTo("{a=b,c, tier=gold}");
    }

    @Test
    void its_header_is_read() {
        readsTheHeader("value");
        readsTheHeader("stage");
    }

    @Test
    void a_key_that_another_method_of_the_control_point_labels_is_not_read() {
        readsTheHeader("overload");
    }

    @Test
    @Tag("event-loop")
    void its_header_is_read_on_the_event_loop() {
        readsTheHeader("uni");
    }
}
