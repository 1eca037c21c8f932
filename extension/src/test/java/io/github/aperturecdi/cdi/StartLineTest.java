package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.config.inject.ConfigExtension;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One line of the log says who decides. */
class StartLineTest {

    private final Set<String> keys = new HashSet<>();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    private void configure(String key, String value) {
        keys.add(key);
        System.setProperty(key, value);
    }

    @AfterEach
    void reset() {
        keys.forEach(System::clearProperty);
        Thread.currentThread().setContextClassLoader(before);
        forgetKeys();
    }

    /** A configuration lists its keys once, so that a new one is made where they matter. */
    private static void forgetKeys() {
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
    }

    /** What an application in Weld SE logs while it starts. */
    private static List<String> logged() {
        Weld weld =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addBeanClass(StartLineTest.class);
        try (LoggedMessages log = new LoggedMessages(FlowControlProducer.class.getName());
                WeldContainer container = weld.initialize()) {
            assertThat(container.isRunning()).isTrue();
            return log.messages();
        }
    }

    @Test
    void an_agent_elsewhere_is_named_and_whether_the_connection_is_plaintext() {
        String address = "localhost:" + ScriptedAgent.freePort();
        configure("aperture.agent.address", address);
        assertThat(logged())
                .containsExactly(
                        "INFO APERTURE-609: Flow control by the Aperture agent at "
                                + address
                                + " (plaintext).");
        configure("aperture.agent.insecure", "false");
        assertThat(logged())
                .containsExactly(
                        "INFO APERTURE-609: Flow control by the Aperture agent at "
                                + address
                                + " (TLS).");
    }

    @Test
    void the_embedded_one_says_that_its_limits_are_per_jvm() throws Exception {
        URL[] jar = {StartLineTest.class.getResource("/fake-embedded-agent/")};
        try (URLClassLoader withEmbeddedAgent = new URLClassLoader(jar, before)) {
            Thread.currentThread().setContextClassLoader(withEmbeddedAgent);
            assertThat(logged())
                    .containsExactly(
                            "INFO APERTURE-610: Flow control by the embedded Aperture agent with the"
                                    + " policies of META-INF/aperture/. Its limits are per JVM: each"
                                    + " instance of the application counts by itself.");
        }
    }

    @Test
    void switched_off_it_says_that_every_call_runs() {
        configure("aperture.enabled", "false");
        assertThat(logged())
                .containsExactly(
                        "INFO APERTURE-611: Flow control is off (aperture.enabled=false): every call"
                                + " runs.");
    }

    @Test
    void the_old_name_of_the_api_key_matters_only_to_an_agent_elsewhere() throws Exception {
        configure("aperture.agent.api.key", "s3cret");
        forgetKeys();
        assertThat(logged()).hasSize(2).anyMatch(line -> line.startsWith("WARNING APERTURE-407"));
        configure("aperture.enabled", "false");
        assertThat(logged()).singleElement().asString().startsWith("INFO APERTURE-611");
        System.clearProperty("aperture.enabled");
        URL[] jar = {StartLineTest.class.getResource("/fake-embedded-agent/")};
        try (URLClassLoader withEmbeddedAgent = new URLClassLoader(jar, before)) {
            Thread.currentThread().setContextClassLoader(withEmbeddedAgent);
            assertThat(logged()).singleElement().asString().startsWith("INFO APERTURE-610");
        }
    }

    /** In the place of the embedded agent's jar. */
    public static final class FakeEmbeddedAgent implements EmbeddedAgentProvider {

        /** For the service loader. */
        public FakeEmbeddedAgent() {}

        @Override
        public Agent open(Settings settings, ClassLoader loader) {
            return new StubAgent(Decision.admitted());
        }
    }
}
