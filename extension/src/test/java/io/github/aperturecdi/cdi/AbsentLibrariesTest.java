package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.health.HealthBeans;
import io.github.aperturecdi.jfr.FlightRecordings;
import io.github.aperturecdi.opentelemetry.ApplicationTelemetry;
import io.github.aperturecdi.testing.LoaderWithout;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What observes with an optional library is there with it, and absent without it. */
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
