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
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that lists its classes need not list the library's. */
@Tag("http")
@Tag("rest-services")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class ListedClassesTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.withScriptedAgent(
                        Shop.class,
                        ShopResource.class,
                        RefusedUsers.class,
                        LabelledShop.class,
                        LabelledOrders.class,
                        LabelsResource.class,
                        ListingApplication.class),
                "aperture.labels.headers=x-tenant-id");
    }

    @Test
    void a_refusal_is_answered() throws Exception {
        URI uri = application.toURI().resolve("api/shop?user=rate-limited");
        HttpResponse<String> response =
                Patience.http().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().allValues("Retry-After")).containsExactly("2");
    }

    @Test
    void a_header_becomes_a_label() {
        assertThat(LabelsOverHttp.get(application, "value", "x-tenant-id", "t-1"))
                .isEqualTo("{x-tenant-id=t-1}");
    }
}
