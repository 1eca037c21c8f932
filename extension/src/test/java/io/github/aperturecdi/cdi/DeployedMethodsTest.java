package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectionMapper;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The methods that the check of a deployment finds have plans before their first call, in Weld. */
class DeployedMethodsTest {

    private final ScriptedAgent agent = ScriptedAgent.start();
    private WeldContainer container;

    @BeforeEach
    void start() {
        System.setProperty("aperture.agent.address", agent.address());
        System.setProperty("aperture.timeout", "20s");
        container =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addBeanClasses(Parent.class, Heir.class, Mapper.class)
                        .initialize();
    }

    @AfterEach
    void stop() {
        container.close();
        agent.close();
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
    }

    /** As the interceptor asks for it. */
    private ControlledMethod plan(Object bean, Method method) {
        InvocationContext call =
                (InvocationContext)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {InvocationContext.class},
                                (self, asked, arguments) ->
                                        asked.getName().equals("getTarget") ? bean : method);
        return container.select(ControlledMethods.class).get().of(call);
    }

    @Test
    void a_calls_plan_is_the_one_that_was_made_at_the_start() throws Exception {
        Method order = Parent.class.getDeclaredMethod("order");
        Heir heir = container.select(Heir.class).get();
        assertThat(heir.getClass()).as("the container's subclass").isNotEqualTo(Heir.class);
        assertThat(plan(heir, order)).isNotNull().isSameAs(plan(new Heir(), order));
        assertThat(plan(heir, order).controlPoint()).isEqualTo("heirs");
    }

    @Test
    void each_bean_has_its_own_plan_of_a_method_that_both_have() throws Exception {
        Method order = Parent.class.getDeclaredMethod("order");
        Parent parent = container.select(Parent.class, new Itself()).get();
        assertThat(plan(parent, order)).isNotNull().isSameAs(plan(new Parent(), order));
        assertThat(plan(parent, order).controlPoint()).isEqualTo("parents");
    }

    @Test
    void a_plan_has_the_applications_codec_as_that_of_the_check_is_closed() throws Exception {
        Method cached = Heir.class.getDeclaredMethod("cached");
        ControlledMethod plan = plan(container.select(Heir.class).get(), cached);
        assertThat(plan.caching()).isNotNull();
        assertThat(plan).isSameAs(plan(new Heir(), cached));
        assertThat(container.select(Heir.class).get().cached()).isEqualTo("cached");
    }

    @Test
    void the_applications_mappers_are_called() {
        agent.at("heirs", Replies.rateLimited(Duration.ofSeconds(1), "policy"));
        assertThatIllegalStateException()
                .isThrownBy(() -> container.select(Heir.class).get().order())
                .withMessage("mapped");
    }

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Own {}

    private static final class Itself extends AnnotationLiteral<Own> implements Own {
        private static final long serialVersionUID = 1L;
    }

    @Own
    @Dependent
    @ApertureControlled("parents")
    static class Parent {

        String order() {
            return "ordered";
        }
    }

    @Dependent
    @ApertureControlled("heirs")
    static class Heir extends Parent {

        @ApertureCached(ttl = "1m")
        String cached() {
            return "cached";
        }
    }

    @ApplicationScoped
    static class Mapper implements RejectionMapper {

        @Override
        public Exception map(FlowRejectedException refused) {
            return new IllegalStateException("mapped");
        }
    }
}
