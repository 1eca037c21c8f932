package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.testing.LiveThreads;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanContainer;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application that cannot be composed. */
class FailedStartTest {

    private final ScriptedAgent agent = ScriptedAgent.start();

    @BeforeEach
    void configure() {
        System.setProperty("aperture.agent.address", agent.address());
    }

    @AfterEach
    void reset() {
        System.clearProperty("aperture.agent.address");
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
        agent.close();
    }

    @SuppressWarnings("unchecked")
    private static <T> Instance<T> none() {
        return proxy(Instance.class, true);
    }

    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        FailedStartTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> {
                            if (answer instanceof Throwable failure) {
                                throw failure;
                            }
                            return answer;
                        }));
    }

    @Test
    void a_start_that_fails_while_it_is_composed_leaves_no_connection_and_no_thread() {
        Set<Thread> before = LiveThreads.now();
        IllegalStateException failure = new IllegalStateException("no beans today");
        LabelSources surroundings =
                new LabelSources(
                        new CallerHeaders(
                                new RequestHeaders(), proxy(BeanContainer.class, failure)),
                        none(),
                        none(),
                        proxy(BeanContainer.class, failure));
        assertThatThrownBy(
                        () ->
                                new FlowControlProducer()
                                        .open(
                                                new DeclaredControlPoints(
                                                        Set.of(), Set.of(), Map.of()),
                                                surroundings,
                                                proxy(BeanContainer.class, failure),
                                                new ControlledCalls()))
                .isSameAs(failure);
        assertThat(LiveThreads.since(before)).isEmpty();
        assertThat(agent.connections()).isZero();
    }
}
