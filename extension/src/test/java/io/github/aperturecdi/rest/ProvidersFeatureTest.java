package io.github.aperturecdi.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.testing.LoggedMessages;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.internal.inject.Providers;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;

/** Jersey serves an application, with all that it finds by itself. */
class ProvidersFeatureTest {

    private static final URI ROOT = URI.create("http://localhost/");

    @Test
    void an_application_that_lists_its_classes_answers_refusals() throws Exception {
        ApplicationHandler served = new ApplicationHandler(new Listing(Refusing.class));
        assertThat(status(served)).isEqualTo(429);
        eachProviderIsThereOnce(served);
    }

    @Test
    void an_application_may_list_the_providers_as_well() throws Exception {
        try (LoggedMessages log = new LoggedMessages("org.glassfish.jersey")) {
            ApplicationHandler served =
                    new ApplicationHandler(
                            new Listing(
                                    Refusing.class,
                                    FlowRejectedExceptionMapper.class,
                                    RequestHeadersFilter.class,
                                    ProvidersFeature.class));
            assertThat(status(served)).isEqualTo(429);
            eachProviderIsThereOnce(served);
            assertThat(log.messages()).noneMatch(message -> message.contains("aperture"));
        }
    }

    @Test
    void an_instance_of_a_provider_is_enough() throws Exception {
        ApplicationHandler served =
                new ApplicationHandler(
                        new ResourceConfig(Refusing.class)
                                .register(new FlowRejectedExceptionMapper())
                                .register(new RequestHeadersFilter()));
        assertThat(status(served)).isEqualTo(429);
        eachProviderIsThereOnce(served);
    }

    @Test
    void a_server_that_looks_into_jars_finds_each_provider_once() throws Exception {
        try (LoggedMessages log = new LoggedMessages("org.glassfish.jersey")) {
            ApplicationHandler served =
                    new ApplicationHandler(
                            new ResourceConfig(Refusing.class)
                                    .packages(ProvidersFeature.class.getPackageName()));
            assertThat(status(served)).isEqualTo(429);
            eachProviderIsThereOnce(served);
            assertThat(log.messages()).noneMatch(message -> message.contains("aperture"));
        }
    }

    @Test
    void the_applications_own_mapper_replaces_the_librarys() throws Exception {
        assertThat(status(new ApplicationHandler(new Listing(Refusing.class, OwnMapper.class))))
                .isEqualTo(418);
    }

    @Test
    void an_application_can_do_without() throws Exception {
        ApplicationHandler served =
                new ApplicationHandler(
                        new ResourceConfig(Refusing.class)
                                .property("jakarta.ws.rs.loadServices", false));
        assertThat(served.getConfiguration().isRegistered(FlowRejectedExceptionMapper.class))
                .isFalse();
    }

    @Test
    void a_client_has_none_of_them() {
        try (LoggedMessages log = new LoggedMessages("org.glassfish.jersey")) {
            Client client = ClientBuilder.newClient();
            try {
                client.target(ROOT).request();
                ProvidersFeature.PROVIDERS.forEach(
                        provider ->
                                assertThat(client.getConfiguration().isRegistered(provider))
                                        .isFalse());
            } finally {
                client.close();
            }
            assertThat(log.messages()).noneMatch(message -> message.contains("aperture"));
        }
    }

    private static int status(ApplicationHandler served) throws Exception {
        return served.apply(
                        new ContainerRequest(
                                ROOT, ROOT, "GET", null, new MapPropertiesDelegate(), null))
                .get()
                .getStatus();
    }

    private static void eachProviderIsThereOnce(ApplicationHandler served) {
        assertThat(count(served, ExceptionMapper.class, FlowRejectedExceptionMapper.class)).isOne();
        assertThat(count(served, ContainerRequestFilter.class, RequestHeadersFilter.class)).isOne();
        assertThat(count(served, ContainerResponseFilter.class, UnwrittenBodyFilter.class)).isOne();
    }

    private static <T> long count(
            ApplicationHandler served, Class<T> contract, Class<? extends T> provider) {
        long own = 0;
        for (T found : Providers.getAllProviders(served.getInjectionManager(), contract)) {
            own += found.getClass() == provider ? 1 : 0;
        }
        return own;
    }

    /** An application in the words of the specification. */
    private static final class Listing extends Application {

        private final Set<Class<?>> classes;

        Listing(Class<?>... classes) {
            this.classes = Set.of(classes);
        }

        @Override
        public Set<Class<?>> getClasses() {
            return classes;
        }
    }

    /** Refuses each call. */
    @Path("")
    public static final class Refusing {

        @GET
        public String call() {
            throw new FlowRejectedException(
                    new FlowRejection(
                            "call", RejectReason.RATE_LIMITED, 429, Optional.empty(), List.of()),
                    "Refusing.call");
        }
    }

    /** Answers refusals in its own way. */
    public static final class OwnMapper implements ExceptionMapper<FlowRejectedException> {

        @Override
        public Response toResponse(FlowRejectedException refused) {
            return Response.status(418).build();
        }
    }
}
