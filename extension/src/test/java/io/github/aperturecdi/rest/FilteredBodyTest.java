package io.github.aperturecdi.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.internal.async.WorkEnd;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Filters of an application get its own body, and its call still ends when it is written. */
class FilteredBodyTest {

    private static final URI ROOT = URI.create("http://localhost/");

    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private StreamingOutput body = new Report();
    private Function<Object, Object> filter = entity -> entity;

    private final class Report implements StreamingOutput {

        @Override
        public void write(OutputStream body) throws IOException {
            body.write("report".getBytes(StandardCharsets.UTF_8));
            events.add("written");
        }
    }

    private final class End implements WorkEnd {

        @Override
        public void observedHttpStatus(int status) {}

        @Override
        public void failed(Throwable failure) {
            events.add("failed");
        }

        @Override
        public void abandoned() {
            events.add("abandoned");
        }

        @Override
        public void done() {
            events.add("done");
        }
    }

    /** What the server gets from a controlled method. */
    private Response answer() {
        return (Response)
                Objects.requireNonNull(FollowedOutput.in(Response.ok(body).build(), new End()));
    }

    private final class Filter implements ContainerResponseFilter {

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            events.add("filter of " + response.getEntity().getClass().getSimpleName());
            response.setEntity(filter.apply(response.getEntity()));
        }
    }

    private ContainerResponse call(String method) throws Exception {
        Resource.Builder resource = Resource.builder("");
        resource.addMethod("GET")
                .handledBy(
                        new Inflector<ContainerRequestContext, Response>() {
                            @Override
                            public Response apply(ContainerRequestContext request) {
                                return answer();
                            }
                        });
        return new ApplicationHandler(
                        new ResourceConfig()
                                .registerResources(resource.build())
                                .register(new Filter()))
                .apply(
                        new ContainerRequest(
                                ROOT, ROOT, method, null, new MapPropertiesDelegate(), null),
                        written)
                .get();
    }

    @Test
    void a_filter_gets_the_body_of_the_application() throws Exception {
        assertThat(call("GET").getStatus()).isEqualTo(200);
        assertThat(written).hasToString("report");
        assertThat(events).containsExactly("filter of Report", "written", "done");
    }

    @Test
    void a_filter_that_writes_the_body_in_another_one() throws Exception {
        filter =
                given ->
                        (StreamingOutput)
                                out -> {
                                    out.write('<');
                                    ((StreamingOutput) given).write(out);
                                    out.write('>');
                                };
        call("GET");
        assertThat(written).hasToString("<report>");
        assertThat(events).containsExactly("filter of Report", "written", "done");
    }

    @Test
    void a_filter_that_puts_text_in_place_of_the_body() throws Exception {
        filter = given -> "text";
        call("GET");
        assertThat(written).hasToString("text");
        assertThat(events).containsExactly("filter of Report", "done");
    }

    @Test
    void a_filter_of_a_body_that_no_client_wants() throws Exception {
        call("HEAD");
        assertThat(events).startsWith("done", "filter of Report");
    }

    @Test
    void a_body_without_a_class_of_its_own() throws Exception {
        body =
                out -> {
                    out.write('x');
                    events.add("written");
                };
        call("GET");
        assertThat(written).hasToString("x");
        assertThat(events).containsExactly("filter of FollowedOutput", "written", "done");
    }

    /** RESTEasy removes the header with each change of the body. */
    @Test
    void a_response_keeps_the_length_that_the_application_has_set() {
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
        headers.putSingle(HttpHeaders.CONTENT_LENGTH, 6);
        AtomicReference<Object> entity = new AtomicReference<>(answer().getEntity());
        Map<Object, Object> properties = new HashMap<>();
        ContainerRequestContext request =
                fake(
                        ContainerRequestContext.class,
                        (method, arguments) ->
                                switch (method) {
                                    case "getMethod" -> "GET";
                                    case "getProperty" -> properties.get(arguments[0]);
                                    case "setProperty" ->
                                            properties.put(arguments[0], arguments[1]);
                                    default -> properties.remove(arguments[0]);
                                });
        ContainerResponseContext response =
                fake(
                        ContainerResponseContext.class,
                        (method, arguments) -> {
                            if (method.equals("setEntity")) {
                                headers.remove(HttpHeaders.CONTENT_LENGTH);
                                entity.set(arguments[0]);
                            }
                            return method.equals("getHeaders") ? headers : entity.get();
                        });

        new UnwrittenBodyFilter().filter(request, response);
        assertThat(entity.get()).isSameAs(body);
        assertThat(headers).containsKey(HttpHeaders.CONTENT_LENGTH);

        new WrittenBodyFilter().filter(request, response);
        assertThat(entity.get()).isInstanceOf(FollowedOutput.class);
        assertThat(headers.getFirst(HttpHeaders.CONTENT_LENGTH)).isEqualTo(6);
    }

    private static <T> T fake(
            Class<T> type, BiFunction<String, Object[], @Nullable Object> answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> answer.apply(method.getName(), arguments)));
    }
}
