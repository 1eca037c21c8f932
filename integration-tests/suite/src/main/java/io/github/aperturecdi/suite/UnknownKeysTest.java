package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The log at the start names keys that the library does not know. */
@ExtendWith(ArquillianExtension.class)
class UnknownKeysTest {

    @Inject Shop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.of(Shop.class, KeptWarnings.class)
                        .addAsServiceProvider(ConfigSource.class, KeptWarnings.class),
                "aperture.enabled=false",
                "aperture.timeot=1s",
                "aperture.control-point.chekout.mode=off",
                "aperture.control-point.checkout.mode=off");
    }

    @Test
    void a_control_point_that_no_method_declares_is_named_with_what_may_have_been_meant() {
        assertThat(shop.free()).isEqualTo("free");
        assertThat(KeptWarnings.messages())
                .filteredOn(message -> message.contains("APERTURE-405"))
                .singleElement()
                .asString()
                .startsWith("WARN")
                .contains("aperture.control-point.chekout.mode", "Did you mean checkout?");
    }

    @Test
    void a_key_that_nothing_reads_is_named_with_what_may_have_been_meant() {
        assertThat(shop.free()).isEqualTo("free");
        assertThat(KeptWarnings.messages())
                .filteredOn(message -> message.contains("APERTURE-404"))
                .singleElement()
                .asString()
                .startsWith("WARN")
                .contains("aperture.timeot", "Did you mean aperture.timeout?");
    }
}
