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

/** What fails the build of Quarkus alone: elsewhere it works, or nobody could find it. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class BuildErrorsTest {

    @ArquillianResource Deployer deployer;

    @Deployment(name = "unscoped", managed = false)
    static WebArchive unscoped() {
        return Deployments.configured(Deployments.of(UnscopedShop.class), "aperture.enabled=false");
    }

    @Deployment(name = "default method", managed = false)
    static WebArchive defaultMethod() {
        return Deployments.configured(
                Deployments.of(DefaultMethodShop.class, Pinging.class), "aperture.enabled=false");
    }

    @Test
    void a_default_method_with_the_annotation_that_nothing_would_intercept() {
        assertThat(catchThrowable(() -> deployer.deploy("default method")))
                .as("the build must fail")
                .hasStackTraceContaining("APERTURE-606: " + Pinging.class.getName() + ".ping()")
                .hasStackTraceContaining("override a default method");
    }

    @Test
    void a_controlled_class_without_a_scope() {
        assertThat(catchThrowable(() -> deployer.deploy("unscoped")))
                .as("the build must fail")
                .hasStackTraceContaining(
                        "APERTURE-604: The class io.github.aperturecdi.suite.UnscopedShop")
                .hasStackTraceContaining("Give it a scope");
    }
}
