package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Caching that nothing controls fails the deployment: no interceptor would ever see it. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class BadCachingTest {

    @ArquillianResource Deployer deployer;

    @Deployment(name = "uncontrolled", managed = false)
    static WebArchive uncontrolled() {
        return Deployments.configured(
                Deployments.of(UncontrolledCatalog.class), "aperture.enabled=false");
    }

    @Test
    void the_method_and_the_remedy_are_named() {
        Throwable failure = catchThrowable(() -> deployer.deploy("uncontrolled"));
        assertThat(failure).as("the deployment must fail").isNotNull();
        assertThat(
                        Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                                .map(Throwable::toString)
                                .collect(Collectors.joining("\n")))
                .contains("APERTURE-020", "UncontrolledCatalog.search", "Add @ApertureControlled");
    }
}
