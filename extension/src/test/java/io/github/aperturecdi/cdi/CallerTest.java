package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.internal.config.LabelConfig;
import io.github.aperturecdi.rest.RequestHeadersFilter;
import io.github.aperturecdi.testing.LoaderWithout;
import io.github.aperturecdi.testing.LoggedMessages;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The caller's label in a container without a bean for the caller, such as Weld in Tomcat. */
class CallerTest {

    private static final URI ROOT = URI.create("http://localhost/");

    static @Nullable WeldContainer container;

    @BeforeAll
    static void start() {
        System.setProperty("aperture.enabled", "false");
        container =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .initialize();
    }

    @AfterAll
    static void stop() {
        container.close();
        System.clearProperty("aperture.enabled");
    }

    @Test
    void the_container_has_no_bean_for_the_caller() {
        assertThat(container.select(Principal.class).isResolvable()).isFalse();
    }

    @Test
    void the_security_context_of_jakarta_rest_knows_the_caller() {
        assertThat(labels("user", request("ann", "BASIC"))).isEqualTo(Map.of("user", "ann"));
    }

    /** A filter of the application has checked a token, and says no more than the name. */
    @Test
    void a_caller_without_a_scheme_has_a_name() {
        assertThat(labels("user", request("ann", null))).isEqualTo(Map.of("user", "ann"));
    }

    @Test
    void a_filter_may_authenticate_the_caller_after_the_request_has_begun() {
        ContainerRequest request = request(null, null);
        assertThat(
                        labels(
                                "user",
                                request,
                                () -> request.setSecurityContext(security("ann", "Bearer"))))
                .isEqualTo(Map.of("user", "ann"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNAUTHENTICATED", "anonymous", "ANONYMOUS"})
    void a_name_that_may_mean_nobody_needs_a_scheme(String name) {
        assertThat(labels("user", request(name, null))).isEmpty();
        assertThat(labels("user", request(name, "BASIC"))).isEqualTo(Map.of("user", name));
    }

    @ParameterizedTest
    @CsvSource({"null, BASIC", "'', BASIC", "null, null"})
    void without_a_name_there_is_no_label(String name, String scheme) {
        assertThat(labels("user", request(name.equals("null") ? null : name, scheme))).isEmpty();
    }

    @Test
    void without_a_security_context_there_is_no_label() {
        assertThat(
                        labels(
                                "user",
                                new ContainerRequest(
                                        ROOT,
                                        ROOT,
                                        "GET",
                                        null,
                                        new MapPropertiesDelegate(),
                                        null)))
                .isEmpty();
    }

    @Test
    void what_a_client_writes_is_no_caller() {
        ContainerRequest request = request(null, null);
        request.header("Authorization", "Basic YW5uOnNlY3JldA==");
        request.header("user", "ann");
        assertThat(labels("user", request)).isEmpty();
    }

    @Test
    void the_caller_is_not_read_unless_configured() {
        assertThat(labels(null, request("ann", "BASIC"))).isEmpty();
    }

    @Test
    void the_next_request_has_a_caller_of_its_own() {
        assertThat(labels("user", request("ann", "BASIC"))).isEqualTo(Map.of("user", "ann"));
        assertThat(labels("user", request(null, null))).isEmpty();
    }

    @Test
    void where_nothing_knows_a_caller_the_start_warns_once() throws Exception {
        assertThat(warnings("jakarta.ws.rs.", "user"))
                .containsOnlyOnce("APERTURE-623: aperture.labels.principal is set");
        assertThat(warnings("jakarta.ws.rs.", "")).isEmpty();
        assertThat(warnings("", "user")).isEmpty();
    }

    private static String warnings(String hidden, String key) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        System.setProperty("aperture.enabled", "true");
        System.setProperty("aperture.agent.address", "localhost:1");
        System.setProperty("aperture.labels.principal", key);
        try (LoaderWithout loader = new LoaderWithout(hidden)) {
            thread.setContextClassLoader(loader);
            return ((Callable<?>)
                            loader.loadClass(Starting.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance())
                    .call()
                    .toString();
        } finally {
            thread.setContextClassLoader(before);
            System.clearProperty("aperture.labels.principal");
            System.clearProperty("aperture.agent.address");
            System.setProperty("aperture.enabled", "false");
        }
    }

    /** Starts an application, and tells what the start warned of. */
    public static final class Starting implements Callable<String> {

        /** Called by its name. */
        public Starting() {}

        @Override
        public String call() {
            try (LoggedMessages log = new LoggedMessages(FlowControlProducer.class.getName());
                    WeldContainer started =
                            new Weld()
                                    .disableDiscovery()
                                    .addExtensions(
                                            new AperturePortableExtension(), new ConfigExtension())
                                    .initialize()) {
                assertThat(started.isRunning()).isTrue();
                return String.join(
                        "",
                        log.messages().stream().filter(line -> line.startsWith("WARN")).toList());
            }
        }
    }

    private static Map<String, String> labels(@Nullable String key, ContainerRequest request) {
        return labels(key, request, () -> {});
    }

    private static Map<String, String> labels(
            @Nullable String key, ContainerRequest request, Runnable laterFilter) {
        AmbientLabels labels =
                new LabelSources(
                                container.select(CallerHeaders.class).get(),
                                container.select(Principal.class),
                                container.select(FlowLabelProvider.class),
                                container.getBeanManager())
                        .labels(new LabelConfig(Map.of(), Set.of(), Set.of(), key));
        RequestContextController context = container.select(RequestContextController.class).get();
        context.activate();
        try {
            new RequestHeadersFilter().filter(request);
            laterFilter.run();
            Map<String, String> added = new HashMap<>();
            labels.addTo("checkout", added);
            return added;
        } finally {
            context.deactivate();
        }
    }

    private static ContainerRequest request(@Nullable String name, @Nullable String scheme) {
        return new ContainerRequest(
                ROOT, ROOT, "GET", security(name, scheme), new MapPropertiesDelegate(), null);
    }

    private static SecurityContext security(@Nullable String name, @Nullable String scheme) {
        return new SecurityContext() {
            @Override
            public @Nullable Principal getUserPrincipal() {
                return name == null ? null : () -> name;
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }

            @Override
            public boolean isSecure() {
                return false;
            }

            @Override
            public @Nullable String getAuthenticationScheme() {
                return scheme;
            }
        };
    }
}
