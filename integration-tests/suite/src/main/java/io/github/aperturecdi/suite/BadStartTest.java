package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What cannot work fails the start, and says what, where, which value, and the remedy. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class BadStartTest {

    @ArquillianResource Deployer deployer;

    @Deployment(name = "bad address", managed = false)
    static WebArchive badAddress() {
        return Deployments.configured(
                Deployments.of(Shop.class), "aperture.agent.address=localhost");
    }

    @Deployment(name = "bad timeout", managed = false)
    static WebArchive badTimeout() {
        return Deployments.configured(Deployments.of(Shop.class), "aperture.timeout=soon");
    }

    @Deployment(name = "bad priority", managed = false)
    static WebArchive badPriority() {
        return Deployments.configured(
                Deployments.of(Shop.class),
                "aperture.enabled=false",
                "aperture.interceptor.priority=outermost");
    }

    @Deployment(name = "bad policy", managed = false)
    static WebArchive badPolicy() {
        return Deployments.configured(
                        Deployments.of(Shop.class),
                        "aperture.embedded.policies=META-INF/aperture/broken.yaml")
                .addAsResource(
                        new StringAsset(EmbeddedAgentTest.POLICY.replace("3600s", "soon")),
                        "META-INF/aperture/broken.yaml");
    }

    @Deployment(name = "suspend function", managed = false)
    static WebArchive suspendFunction() {
        return Deployments.of(SuspendingShop.class).addClass(kotlin.coroutines.Continuation.class);
    }

    @Test
    void a_kotlin_suspend_function() throws IOException {
        assertThat(failureOf("suspend function"))
                .contains("SuspendingShop.order", "suspend function", "Return a Uni");
    }

    @Test
    void an_address_that_is_none() throws IOException {
        assertThat(failureOf("bad address"))
                .contains("aperture.agent.address", "'localhost'", "Write it as host:port");
    }

    @Test
    void a_timeout_that_is_none() throws IOException {
        assertThat(failureOf("bad timeout"))
                .contains("aperture.timeout", "'soon'", "Write it as 200ms");
    }

    @Test
    void an_interceptor_priority_that_is_none() throws IOException {
        assertThat(failureOf("bad priority"))
                .contains("aperture.interceptor.priority", "'outermost'", "4020");
    }

    @Test
    void a_policy_that_cannot_be_read() throws IOException {
        assertThat(failureOf("bad policy")).contains("broken.yaml:11", "'soon'");
    }

    private String failureOf(String deployment) throws IOException {
        Throwable failure = catchThrowable(() -> deployer.deploy(deployment));
        assertThat(failure).as("the deployment '%s' must fail", deployment).isNotNull();
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .map(Throwable::toString)
                        .collect(Collectors.joining("\n"))
                + ServerLog.text();
    }
}
