package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.LoaderWith;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

/** Weld 4, a container of Jakarta EE 9, whose CDI is 3.0. */
class OldContainerTest {

    @Test
    void a_container_with_cdi_3_fails_the_start_and_says_what_is_needed() throws Exception {
        Path old = Path.of("target", "cdi-3", "weld-se-shaded-4.0.3.Final.jar");
        assertThat(old).exists();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (LoaderWith loader = new LoaderWith(old, "/jakarta.enterprise.", "/weld-")) {
            thread.setContextClassLoader(loader);
            Callable<?> start =
                    (Callable<?>)
                            loader.loadClass(Starting.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance();
            assertThat(start.call().toString())
                    .contains("APERTURE-624", "CDI 3.0", "CDI 4.0", "Jakarta EE 10")
                    .doesNotContain("NoClassDefFoundError");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Starts the container, as it finds the extension itself. */
    public static final class Starting implements Callable<String> {

        /** Called by its name. */
        public Starting() {}

        @Override
        public String call() {
            try (WeldContainer container = new Weld().initialize()) {
                return container.toString();
            } catch (RuntimeException | Error e) {
                return e.toString();
            }
        }
    }
}
