package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.internal.config.ConfigKey;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the interceptor stands, by the configuration: another one sees whether it has asked. */
class InterceptorPriorityTest {

    private static final AtomicInteger CHECKS_SEEN = new AtomicInteger();

    @Nullable private static ScriptedAgent agent;

    @AfterEach
    void reset() {
        System.clearProperty("aperture.interceptor.priority");
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
    }

    private static WeldContainer start() {
        return new Weld()
                .disableDiscovery()
                .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                .addBeanClasses(Service.class, Other.class)
                .initialize();
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "1999, 1", "' 2001 ', 0"})
    void the_smaller_number_runs_first(String priority, int asked) {
        try (ScriptedAgent started = ScriptedAgent.start()) {
            agent = started;
            System.setProperty("aperture.interceptor.priority", priority);
            System.setProperty("aperture.agent.address", started.address());
            System.setProperty("aperture.timeout", "20s");
            try (WeldContainer container = start()) {
                container.select(Service.class).get().call();
                assertThat(started.checks()).hasSize(1);
                assertThat(CHECKS_SEEN).hasValue(asked);
            }
        }
    }

    @Test
    void a_value_that_is_none_fails_the_start() {
        System.setProperty("aperture.interceptor.priority", "outermost");
        assertThatThrownBy(InterceptorPriorityTest::start)
                .hasStackTraceContaining("aperture.interceptor.priority")
                .hasStackTraceContaining("'outermost'");
    }

    /** Binds the other interceptor. */
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Watched {}

    @Interceptor
    @Watched
    @Priority(Interceptor.Priority.APPLICATION)
    static class Other {

        @AroundInvoke
        @Nullable Object watch(InvocationContext call) throws Exception {
            CHECKS_SEEN.set(agent == null ? -1 : agent.checks().size());
            return call.proceed();
        }
    }

    @ApplicationScoped
    static class Service {

        @Watched
        @ApertureControlled
        void call() {}
    }

    /** Before {@code @Transactional}, so that nothing waits while it holds a transaction. */
    @Test
    void the_annotations_priority_is_the_documented_one() {
        int priority = ApertureInterceptor.class.getAnnotation(Priority.class).value();
        assertThat(priority)
                .hasToString(ConfigKey.INTERCEPTOR_PRIORITY.defaultText())
                .isLessThan(Interceptor.Priority.PLATFORM_BEFORE + 200);
    }
}
