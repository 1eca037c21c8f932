package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.spi.JsonbProvider;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.yasson.JsonBindingProvider;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What JSON-B has from a container is given back to it. */
class CodecsClosedTest {

    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final AtomicInteger CLOSED = new AtomicInteger();

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void count() {
        OPENED.set(0);
        CLOSED.set(0);
        System.setProperty("aperture.enabled", "false");
        Thread.currentThread().setContextClassLoader(new CountedFirst(before));
    }

    @AfterEach
    void reset() {
        System.clearProperty("aperture.enabled");
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void json_b_is_closed_after_the_check_of_the_deployment_and_at_shutdown() {
        Weld weld =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addBeanClass(Catalog.class);
        try (WeldContainer container = weld.initialize()) {
            // One for the check, and one for the application.
            assertThat(OPENED).hasValue(2);
            assertThat(CLOSED).hasValue(1);
            assertThat(container.select(Catalog.class).get().search("tea")).containsExactly("tea");
            assertThat(OPENED).hasValue(2);
            assertThat(CLOSED).hasValue(1);
        }
        assertThat(CLOSED).hasValue(2);
    }

    @ApplicationScoped
    static class Catalog {

        @ApertureControlled
        @ApertureCached(ttl = "1m")
        List<String> search(String text) {
            return List.of(text);
        }
    }

    /** Knows one JSON-B only: the one that counts. */
    private static final class CountedFirst extends URLClassLoader {

        CountedFirst(ClassLoader parent) {
            super(new URL[] {CodecsClosedTest.class.getResource("/counted-jsonb/")}, parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.endsWith(JsonbProvider.class.getName())
                    ? findResources(name)
                    : super.getResources(name);
        }
    }

    /** Yasson, counted. */
    public static final class CountedJsonb extends JsonbProvider {

        /** For the service loader. */
        public CountedJsonb() {}

        @Override
        public JsonbBuilder create() {
            JsonbBuilder yasson = new JsonBindingProvider().create();
            return proxy(
                    JsonbBuilder.class,
                    (proxy, method, arguments) -> {
                        Object result = method.invoke(yasson, arguments);
                        return result instanceof Jsonb jsonb ? counted(jsonb) : proxy;
                    });
        }

        private static Jsonb counted(Jsonb jsonb) {
            OPENED.incrementAndGet();
            return proxy(
                    Jsonb.class,
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            CLOSED.incrementAndGet();
                        }
                        return method.invoke(jsonb, arguments);
                    });
        }

        private static <T> T proxy(Class<T> type, InvocationHandler handler) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
        }
    }
}
