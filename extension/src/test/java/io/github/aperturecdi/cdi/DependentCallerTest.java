package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.internal.config.LabelConfig;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A caller that is a dependent bean, of which each flow gets its own object. */
class DependentCallerTest {

    private static final AtomicInteger ALIVE = new AtomicInteger();

    @Dependent
    static class Callers {

        @Produces
        @Dependent
        Principal caller() {
            ALIVE.incrementAndGet();
            return () -> "ann";
        }

        void gone(@Disposes Principal caller) {
            ALIVE.decrementAndGet();
        }
    }

    @BeforeEach
    void disable() {
        System.setProperty("aperture.enabled", "false");
        ALIVE.set(0);
    }

    @AfterEach
    void enable() {
        System.clearProperty("aperture.enabled");
    }

    @Test
    void no_object_of_an_earlier_flow_stays() {
        try (WeldContainer container =
                new Weld()
                        .disableDiscovery()
                        .addBeanClasses(Callers.class)
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .initialize()) {
            AmbientLabels labels =
                    container
                            .select(LabelSources.class)
                            .get()
                            .labels(new LabelConfig(Map.of(), Set.of(), Set.of(), "user"));
            Map<String, String> added = new HashMap<>();
            for (int i = 0; i < 10; i++) {
                labels.addTo("checkout", added);
            }
            assertThat(added).isEqualTo(Map.of("user", "ann"));
            assertThat(ALIVE).hasValue(0);
        }
    }
}
