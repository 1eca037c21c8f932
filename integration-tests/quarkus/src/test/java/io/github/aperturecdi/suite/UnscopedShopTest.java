package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Quarkus shows every class to extensions, so one that is no bean is found. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class UnscopedShopTest {

    @ArquillianResource Deployer deployer;

    @Deployment(name = "unscoped", managed = false)
    static WebArchive unscoped() {
        return Deployments.configured(Deployments.of(UnscopedShop.class), "aperture.enabled=false");
    }

    @Test
    void a_controlled_class_without_a_scope_fails_the_build() {
        assertThat(catchThrowable(() -> deployer.deploy("unscoped")))
                .as("the build must fail")
                .hasStackTraceContaining(
                        "APERTURE-016: The class io.github.aperturecdi.suite.UnscopedShop")
                .hasStackTraceContaining("Give it a scope");
    }
}
