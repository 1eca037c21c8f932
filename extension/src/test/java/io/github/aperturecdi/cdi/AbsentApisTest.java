package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.LoaderWithout;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application without one of the optional APIs, and one without all of them, is limited. */
@Tag("long")
class AbsentApisTest {

    /** The packages of each optional dependency of the jar, by its artifact. */
    private static final Map<String, String> DEPENDENCIES =
            Map.of(
                    "jakarta.ws.rs-api", "jakarta.ws.rs.",
                    "mutiny", "io.smallrye.mutiny.",
                    "reactive-streams", "org.reactivestreams.",
                    "vertx-core", "io.vertx.",
                    "opentelemetry-api", "io.opentelemetry.",
                    "jakarta.json.bind-api", "jakarta.json.bind.",
                    "jackson-databind", "com.fasterxml.jackson.",
                    "jakarta.ejb-api", "jakarta.ejb.",
                    "quarkus-grpc-api", "io.quarkus.",
                    "microprofile-health-api", "org.eclipse.microprofile.health.");

    /** Those that the library knows by name only. */
    private static final List<String> BY_NAME =
            List.of(
                    "jakarta.servlet.",
                    "jakarta.security.",
                    "jakarta.transaction.",
                    "io.netty.",
                    "jdk.jfr.",
                    "org.eclipse.microprofile.rest.client.",
                    "org.eclipse.microprofile.faulttolerance.",
                    "org.eclipse.microprofile.context.");

    static Stream<String> apis() {
        List<String> all = Stream.concat(DEPENDENCIES.values().stream(), BY_NAME.stream()).toList();
        return Stream.concat(all.stream(), Stream.of(String.join(" ", all)));
    }

    @Test
    void every_optional_dependency_is_in_the_list() throws Exception {
        Pattern optional =
                Pattern.compile(
                        "<artifactId>([^<]*)</artifactId>(?:(?!</dependency>).)*<optional>",
                        Pattern.DOTALL);
        assertThat(optional.matcher(Files.readString(Path.of("pom.xml"))).results())
                .extracting(found -> found.group(1))
                .containsExactlyInAnyOrderElementsOf(DEPENDENCIES.keySet());
    }

    @ParameterizedTest
    @MethodSource("apis")
    void without_an_api_calls_are_limited(String absent) throws Exception {
        Map<String, Integer> asked = new HashMap<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (ScriptedAgent agent = ScriptedAgent.start();
                LoaderWithout loader = new LoaderWithout(absent.split(" "))) {
            agent.at(
                    "limited",
                    request ->
                            asked.merge(request.getLabelsOrThrow("user"), 1, Integer::sum) == 1
                                    ? CheckResponse.getDefaultInstance()
                                    : Replies.rateLimited(Duration.ofSeconds(1), "policy"));
            System.setProperty("aperture.agent.address", agent.address());
            System.setProperty("aperture.timeout", "1m");
            thread.setContextClassLoader(loader);
            Callable<?> application =
                    (Callable<?>)
                            loader.loadClass(Application.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance();
            assertThat(application.call()).isEqualTo("ran, refused, ran, refused, warnings []");
        } finally {
            thread.setContextClassLoader(before);
            System.clearProperty("aperture.agent.address");
            System.clearProperty("aperture.timeout");
        }
    }

    /** An application in Weld SE, of its own class loader. */
    public static final class Application implements Callable<String> {

        /** Called by its name. */
        public Application() {}

        @Override
        public String call() {
            try (LoggedMessages log = new LoggedMessages("io.github.aperturecdi");
                    WeldContainer container =
                            new Weld()
                                    .disableDiscovery()
                                    .addExtensions(
                                            new AperturePortableExtension(), new ConfigExtension())
                                    .addBeanClass(Shop.class)
                                    .initialize()) {
                Shop shop = container.select(Shop.class).get();
                List<String> outcomes =
                        List.of(
                                outcome(() -> shop.order("ann")),
                                outcome(() -> shop.order("ann")),
                                outcome(() -> joined(shop.later("bob"))),
                                outcome(() -> joined(shop.later("bob"))));
                return String.join(", ", outcomes)
                        + ", warnings "
                        + log.messages().stream().filter(line -> !line.startsWith("INFO")).toList();
            }
        }

        private static String joined(CompletionStage<String> result) throws Exception {
            try {
                return result.toCompletableFuture().join();
            } catch (CompletionException e) {
                throw (Exception) e.getCause();
            }
        }

        private static String outcome(Callable<String> call) {
            try {
                return call.call();
            } catch (FlowRejectedException e) {
                return "refused";
            } catch (Exception e) {
                return e.toString();
            }
        }
    }

    @ApplicationScoped
    static class Shop {

        @ApertureControlled("limited")
        String order(@FlowLabel("user") String user) {
            return "ran";
        }

        @ApertureControlled("limited")
        CompletionStage<String> later(@FlowLabel("user") String user) {
            return CompletableFuture.completedFuture("ran");
        }
    }
}
