package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.aperturecdi.FlowRejectedException;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Without any configuration the policies are all files of the folder META-INF/aperture. Not where
 * an archive in memory is the class path, as its class loader cannot list folders.
 */
@Tag("class-path-folders")
@Tag("one-jar")
@ExtendWith(ArquillianExtension.class)
class DefaultPoliciesTest {

    @Inject Shop shop;
    @Inject ControlledShop controlledShop;

    @Deployment
    static WebArchive application() {
        return Deployments.of(Shop.class, ControlledShop.class)
                .addAsResource(none("checkout"), "META-INF/aperture/first.yaml")
                .addAsResource(none("whole-shop"), "META-INF/aperture/second.yml");
    }

    private static StringAsset none(String controlPoint) {
        return new StringAsset(
                """
                circuit:
                  components:
                    - flow_control:
                        concurrency_limiter:
                          selectors:
                            - control_point: %s
                          in_ports:
                            max_concurrency: { constant_signal: { value: 0 } }
                          parameters:
                            max_inflight_duration: 60s
                """
                        .formatted(controlPoint));
    }

    @Test
    void every_file_of_the_folder_counts() {
        assertThat(violatedBy(() -> shop.order("u-1", 1))).isEqualTo("first");
        assertThat(violatedBy(controlledShop::any)).isEqualTo("second");
        controlledShop.own();
    }

    private static String violatedBy(Runnable call) {
        FlowRejectedException refused =
                catchThrowableOfType(FlowRejectedException.class, call::run);
        return String.join(",", refused.violatedPolicies());
    }
}
