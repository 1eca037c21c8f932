package io.github.aperturecdi.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.embedded.store.StoreProvider;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.testing.LoggedMessages;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Extension;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A CDI application with {@code aperture.embedded.store}. */
class StoreInCdiTest {

    private static final String STORE = "aperture.embedded.store";

    private final Set<String> keys = new HashSet<>();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    /** A controlled bean. */
    @ApplicationScoped
    public static class Till {
        /** Costs a token. */
        @ApertureControlled("till")
        public void pay() {}
    }

    @BeforeEach
    void configurePolicies() {
        configure("aperture.embedded.policies", "cdi/till.yaml");
        configure("aperture.timeout", "30s");
        // Then an application is connected while its store is.
        configure("aperture.embedded.store.on-failure", "reject");
    }

    private void configure(String key, String value) {
        keys.add(key);
        System.setProperty(key, value);
    }

    @AfterEach
    void reset() {
        keys.forEach(System::clearProperty);
        Thread.currentThread().setContextClassLoader(before);
    }

    private static WeldContainer started() {
        Weld weld = new Weld().disableDiscovery().addBeanClass(Till.class);
        ServiceLoader.load(Extension.class).forEach(weld::addExtension);
        return weld.initialize();
    }

    private static void assertNoThreadIsLeft() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(Thread.getAllStackTraces().keySet())
                                        .extracting(Thread::getName)
                                        .noneMatch(ClosingTest::isOfAStore));
    }

    @Test
    void two_applications_share_a_limit_and_say_where_it_is_counted() {
        try (TestServer server = TestServer.withOptions("--requirepass", "s3cret");
                LoggedMessages log = new LoggedMessages("io.github.aperturecdi")) {
            configure(STORE, "redis://:s3cret@127.0.0.1:" + server.port);
            try (WeldContainer one = started();
                    WeldContainer other = started()) {
                assertThat(log.messages())
                        .hasSize(2)
                        .containsOnly(
                                "INFO APERTURE-622: Flow control by the embedded Aperture agent with"
                                        + " the policies of cdi/till.yaml. Its limits are counted in"
                                        + " redis://127.0.0.1:"
                                        + server.port
                                        + ", together with all instances of the application.");
                awaitConnected(one, other);
                for (int i = 0; i < 2; i++) {
                    one.select(Till.class).get().pay();
                    other.select(Till.class).get().pay();
                }
                assertRefused(one);
                assertRefused(other);
            }
        }
        assertNoThreadIsLeft();
    }

    @Test
    void a_password_of_its_own_key_is_used_and_not_shown() {
        try (TestServer server = TestServer.withOptions("--requirepass", "s3cret");
                LoggedMessages log = new LoggedMessages("io.github.aperturecdi")) {
            configure(STORE, server.uri());
            configure("aperture.embedded.store.password", "s3cret");
            try (WeldContainer application = started()) {
                awaitConnected(application);
            }
            assertThat(log.messages())
                    .noneMatch(message -> message.contains("s3cret"))
                    .anyMatch(message -> message.contains("APERTURE-622"));
        }
        assertNoThreadIsLeft();
    }

    private static void awaitConnected(WeldContainer... applications) {
        for (WeldContainer each : applications) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> each.select(FlowControl.class).get().connected());
        }
    }

    private static void assertRefused(WeldContainer application) {
        assertThatThrownBy(() -> application.select(Till.class).get().pay())
                .isInstanceOf(FlowRejectedException.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "hazelcast://user:s3cret@host:1, APERTURE-130, `'hazelcast'`",
                "s3cret@127.0.0.1:6379, APERTURE-130, redis://host:6379",
                "user:s3cret@127.0.0.1:6379, APERTURE-130, redis://host:6379",
                "redis://user:s3cret@host:port, APERTURE-100, redis://host:6379",
                "redis://user:s3cret, APERTURE-100, `'redis://user:...'`",
                "redis://:s3cret, APERTURE-100, malformed",
                "redis://user:s3cret@host:99999, APERTURE-100, 99999",
                "redis://user:s3cret@host/one, APERTURE-100, number of a database",
                "redis://user:s3cret%@host, APERTURE-100, %25",
                "redis-sentinel://:s3cret@host, APERTURE-100, name of the master",
                "redis-cluster://:s3cret@host/1, APERTURE-100, only the database 0",
                "redis://host?password=s3cret, APERTURE-100, `'password'`",
                "redis://s3cret:@host, APERTURE-101, aperture.embedded.store.password",
            })
    void an_address_that_cannot_be_used_fails_the_deployment(
            String address, String id, String remedy) {
        configure(STORE, address);

        assertFails(id, remedy);
    }

    @Test
    void a_prefix_that_would_spread_the_keys_fails_the_deployment() {
        configure(STORE, "redis://:s3cret@127.0.0.1:1");
        configure("aperture.embedded.store.key-prefix", "{}shop:");

        assertFails("APERTURE-102", "{}shop:");
    }

    @Test
    void without_the_module_the_deployment_fails_and_its_name_is_told() {
        configure(STORE, "redis://:s3cret@127.0.0.1:1");
        Thread.currentThread()
                .setContextClassLoader(
                        new ClassLoader(before) {
                            @Override
                            public Enumeration<URL> getResources(String name) throws IOException {
                                return name.endsWith(StoreProvider.class.getName())
                                        ? Collections.emptyEnumeration()
                                        : super.getResources(name);
                            }
                        });

        assertFails("APERTURE-130", "Add aperture-cdi-redis");
    }

    @Test
    void the_faithful_agent_fails_the_deployment() {
        configure(STORE, "redis://:s3cret@127.0.0.1:1");
        configure("aperture.embedded.faithful", "true");

        assertFails("APERTURE-131", "Remove one of them");
    }

    @Test
    void an_unknown_way_to_fail_fails_the_deployment() {
        configure(STORE, "redis://:s3cret@127.0.0.1:1");
        configure("aperture.embedded.store.on-failure", "explode");

        assertFails("aperture.embedded.store.on-failure", "local, admit or reject");
    }

    private static void assertFails(String... parts) {
        ThrowingCallable start = () -> started().close();
        assertThatThrownBy(start)
                .satisfies(
                        thrown -> {
                            String messages = messages(thrown);
                            List.of(parts).forEach(part -> assertThat(messages).contains(part));
                            assertThat(messages).doesNotContain("s3cret");
                        });
        assertNoThreadIsLeft();
    }

    /** All that a log may show of an error. */
    private static String messages(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }
}
