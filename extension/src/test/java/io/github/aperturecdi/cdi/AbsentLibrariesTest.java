package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.cache.ResultCaches;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.async.AsyncReturns;
import io.github.aperturecdi.internal.async.EventLoops;
import io.github.aperturecdi.internal.async.PublisherReturn;
import io.github.aperturecdi.internal.async.StageReturn;
import io.github.aperturecdi.internal.health.HealthBeans;
import io.github.aperturecdi.internal.jfr.FlightRecordings;
import io.github.aperturecdi.internal.opentelemetry.ApplicationTelemetry;
import io.github.aperturecdi.internal.outcome.HttpOutcomes;
import io.github.aperturecdi.testing.LoaderWithout;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Publisher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What there is for an optional library is there with it, and does nothing without it. */
class AbsentLibrariesTest {

    static List<Arguments> libraries() {
        return List.of(
                Arguments.of(ApplicationTelemetry.class, "observer", "io.opentelemetry."),
                Arguments.of(FlightRecordings.class, "observer", "jdk.jfr."),
                Arguments.of(HealthBeans.class, "types", "org.eclipse.microprofile.health."));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void it_is_found_with_its_library_only(Class<?> entry, String method, String library)
            throws Exception {
        assertThat(isFound(entry, method, "")).isTrue();
        assertThat(isFound(entry, method, library)).isFalse();
    }

    /** What is there for one library each does nothing without it, and the others do their work. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.smallrye.mutiny.",
                "org.reactivestreams.",
                "io.vertx.",
                "io.netty.",
                "jakarta.ws.rs.",
                "jakarta.json.bind.",
                "com.fasterxml.jackson."
            })
    void services_without_their_library_are_ignored(String library) throws Exception {
        try (LoaderWithout loader = new LoaderWithout(library)) {
            Callable<?> call =
                    (Callable<?>)
                            loader.loadClass(OneOfEach.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance();
            assertThat(call.call()).isEqualTo("stage, publisher, may wait, cached, status of none");
        }
    }

    /** Uses every service that the library looks for, in an application without one of them. */
    public static final class OneOfEach implements Callable<String> {

        /** Called by its name. */
        public OneOfEach() {}

        @ApertureCached(ttl = "1m")
        String cached(String argument) {
            return argument;
        }

        @Override
        public String call() throws Exception {
            ClassLoader loader = OneOfEach.class.getClassLoader();
            AsyncReturns kinds = new AsyncReturns(loader);
            List<String> seen = new ArrayList<>();
            if (kinds.of(CompletionStage.class, "stage") instanceof StageReturn) {
                seen.add("stage");
            }
            if (kinds.of(Publisher.class, "publisher") instanceof PublisherReturn) {
                seen.add("publisher");
            }
            if (kinds.of(String.class, "text") == null && !new EventLoops(loader).isCurrent()) {
                seen.add("may wait");
            }
            Method method = OneOfEach.class.getDeclaredMethod("cached", String.class);
            if (new ResultCaches(loader).of(OneOfEach.class, method, "cached", null) != null) {
                seen.add("cached");
            }
            try (FlowControl flows = FlowControl.builder().build();
                    Flow flow = flows.start(FlowRequest.at("cp").build())) {
                new HttpOutcomes(loader).note(flow, "a result");
                seen.add("status of none");
            }
            return String.join(", ", seen);
        }
    }

    private static boolean isFound(Class<?> entry, String name, String hidden) throws Exception {
        try (LoaderWithout loader = new LoaderWithout(hidden)) {
            Method method =
                    Arrays.stream(loader.loadClass(entry.getName()).getMethods())
                            .filter(candidate -> candidate.getName().equals(name))
                            .findFirst()
                            .orElseThrow();
            // The beans are looked at later.
            Object found = method.invoke(null, new Object[method.getParameterCount()]);
            return found instanceof Optional<?> optional
                    ? optional.isPresent()
                    : !((List<?>) found).isEmpty();
        }
    }
}
