package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.config.ApertureConfig;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.LiveThreads;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.github.aperturecdi.testing.TestCertificates;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link over TLS, configured as applications do it, by files. */
@Tag("long")
class TlsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    @TempDir private static Path folder;
    private static TestCertificates certificates;
    private static Path authority;

    @BeforeAll
    static void makeCertificates() {
        certificates = new TestCertificates(folder);
        authority = certificates.authority("authority");
        certificates.certificate("agent", "authority", "localhost");
    }

    private static ServerCredentials server(String certificate) throws IOException {
        return TlsServerCredentials.create(
                folder.resolve(certificate + ".pem").toFile(),
                certificates.key(certificate).toFile());
    }

    private static AgentLink open(String address, String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        values.put("aperture.agent.address", address);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        var config =
                new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(values, "test", 100))
                        .build();
        return AgentLink.open(ApertureConfig.read(config, false, Set.of()).endpoint());
    }

    private static AgentLink trusting(Path roots, String address) {
        return open(address, "aperture.root.certificate.file", roots.toString());
    }

    private static Decision.Type check(AgentLink link) {
        return assertTimeoutPreemptively(
                WATCHDOG, () -> link.check(FlowRequest.at("checkout").build(), LONG).type());
    }

    @Test
    void an_agent_with_a_certificate_of_the_configured_authority_gets_checks() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start(server("agent"));
                AgentLink link = trusting(authority, agent.address())) {
            assertThat(check(link)).isEqualTo(Decision.Type.ADMITTED);
            assertThat(link.connected()).isTrue();
            link.end(Ends.admitted("checkout"));
            await().until(() -> agent.spans().size() == 1);
        }
    }

    @Test
    void the_jvms_roots_do_not_know_that_authority() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start(server("agent"));
                AgentLink link = open(agent.address(), "aperture.agent.insecure", "false")) {
            assertThat(check(link)).isEqualTo(Decision.Type.UNREACHABLE);
            assertThat(agent.headers()).isEmpty();
        }
    }

    /** As a deployment does that has its authority in the JVM's trust store. */
    @Test
    void an_agent_that_the_jvms_roots_know_gets_checks_without_any_file() throws Exception {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            roots.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path store = folder.resolve("roots.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            roots.store(out, "changeit".toCharArray());
        }
        try (ScriptedAgent agent = ScriptedAgent.start(server("agent"))) {
            assertThat(checkByJvm(agent.address(), store)).contains("ADMITTED");
            assertThat(agent.checks()).hasSize(1);
        }
    }

    /** What a JVM with a trust store says that only checks. */
    private static String checkByJvm(String address, Path store) throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djavax.net.ssl.trustStore=" + store,
                                "-Djavax.net.ssl.trustStoreType=PKCS12",
                                "-Djavax.net.ssl.trustStorePassword=changeit",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Trusting.class.getName(),
                                address)
                        .redirectErrorStream(true)
                        .start();
        try {
            assertThat(jvm.waitFor(WATCHDOG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** What the other JVM runs. */
    static final class Trusting {

        private Trusting() {}

        public static void main(String[] address) {
            try (AgentLink link = open(address[0], "aperture.agent.insecure", "false")) {
                System.out.println(check(link));
            }
        }
    }

    @Test
    void an_agent_of_another_authority_is_unreachable() throws Exception {
        Path other = certificates.authority("other");
        try (ScriptedAgent agent = ScriptedAgent.start(server("agent"));
                AgentLink link = trusting(other, agent.address())) {
            assertThat(check(link)).isEqualTo(Decision.Type.UNREACHABLE);
            assertThat(agent.headers()).isEmpty();
        }
    }

    @Test
    void an_agent_with_the_certificate_of_another_host_is_unreachable() throws Exception {
        certificates.certificate("elsewhere", "authority", "agent.example.com");
        try (ScriptedAgent agent = ScriptedAgent.start(server("elsewhere"));
                AgentLink link = trusting(authority, agent.address())) {
            assertThat(check(link)).isEqualTo(Decision.Type.UNREACHABLE);
            assertThat(agent.headers()).isEmpty();
        }
    }

    @Test
    void a_client_certificate_is_shown_and_without_one_the_agent_is_unreachable() throws Exception {
        Path client = certificates.certificate("client", "authority", "client");
        ServerCredentials mutual =
                TlsServerCredentials.newBuilder()
                        .keyManager(
                                folder.resolve("agent.pem").toFile(),
                                certificates.key("agent").toFile())
                        .trustManager(authority.toFile())
                        .clientAuth(ClientAuth.REQUIRE)
                        .build();
        try (ScriptedAgent agent = ScriptedAgent.start(mutual)) {
            try (AgentLink link =
                    open(
                            agent.address(),
                            "aperture.root.certificate.file",
                            authority.toString(),
                            "aperture.client.certificate.file",
                            client.toString(),
                            "aperture.client.key.file",
                            certificates.key("client").toString())) {
                assertThat(check(link)).isEqualTo(Decision.Type.ADMITTED);
            }
            int calls = agent.headers().size();
            try (AgentLink link = trusting(authority, agent.address())) {
                assertThat(check(link)).isEqualTo(Decision.Type.UNREACHABLE);
            }
            assertThat(agent.headers()).hasSize(calls);
        }
    }

    /** The API key goes into no plaintext that nobody asked for. */
    @Test
    void a_key_is_not_sent_to_an_agent_without_tls() {
        try (ScriptedAgent agent = ScriptedAgent.start();
                AgentLink link = open(agent.address(), "aperture.api.key", "s3cret")) {
            assertThat(check(link)).isEqualTo(Decision.Type.UNREACHABLE);
            assertThat(agent.headers()).isEmpty();
        }
    }

    /** The transport itself waits in a handshake without a bound, on a thread that stays behind. */
    @Test
    void a_handshake_that_hangs_keeps_no_thread_and_control_returns() throws Exception {
        Set<Thread> before = LiveThreads.now();
        try (ScriptedAgent agent = ScriptedAgent.start(server("agent"));
                FaultyProxy proxy = new FaultyProxy(agent.port())) {
            proxy.mode(FaultyProxy.Mode.HANG);
            try (AgentLink link = trusting(authority, proxy.address())) {
                Duration timeout = Duration.ofMillis(100);
                FlowRequest request = FlowRequest.at("checkout").build();
                assertThat(link.check(request, timeout)).isEqualTo(Decision.unreachable());
                proxy.mode(FaultyProxy.Mode.FORWARD);
                await().atMost(WATCHDOG)
                        .until(() -> link.check(request, timeout).type() == Decision.Type.ADMITTED);
                proxy.mode(FaultyProxy.Mode.HANG);
                await().until(
                                () ->
                                        link.check(request, timeout).type()
                                                == Decision.Type.UNREACHABLE);
            }
            try (AgentLink link = trusting(authority, proxy.address())) {
                await().until(() -> proxy.connections() > 0);
                assertThat(link.connected()).isFalse();
            }
        }
        await().atMost(WATCHDOG)
                .untilAsserted(() -> assertThat(LiveThreads.since(before)).isEmpty());
    }
}
