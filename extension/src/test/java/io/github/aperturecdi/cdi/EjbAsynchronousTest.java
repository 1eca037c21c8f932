package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.async.PlainReturn;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A Future is followed only where an EJB container gives it to the caller. */
class EjbAsynchronousTest {

    private static final ClassLoader LOADER = EjbAsynchronousTest.class.getClassLoader();

    private static ControlledMethod plan(Class<?> bean) {
        Method method = bean.getDeclaredMethods()[0];
        return MethodPlanner.load(LOADER, RejectionMappers.NONE)
                .plan(bean, method, Bindings.of(bean, method, null));
    }

    @Test
    void a_future_of_an_asynchronous_method_is_there_when_the_work_has_ended() {
        assertThat(plan(OnMethod.class).kind()).isInstanceOf(PlainReturn.class);
    }

    @Test
    void so_is_one_of_an_asynchronous_class() {
        assertThat(plan(OnClass.class).kind()).isInstanceOf(PlainReturn.class);
    }

    /** Its {@code isDone} throws. */
    @Test
    void the_result_of_the_ejb_api_has_ended() throws Exception {
        StubAgent agent =
                new StubAgent(
                        Decision.admitted(
                                List.of(new InflightToken("p", "h", "root.0", "default", "r", 1))));
        try (FlowControl flows = FlowControl.builder().agent(agent).build();
                LoggedMessages logged =
                        new LoggedMessages("io.github.aperturecdi.internal.async.OpenResults")) {
            assertThat(Interceptors.of(flows).control(new Invocation(new OfTheApi(), "work")))
                    .isInstanceOf(AsyncResult.class);
            assertThat(logged.messages()).isEmpty();
            assertThat(agent.ended).hasSize(1);
        }
    }

    @Test
    void any_other_future_cannot_be_followed() {
        assertThatThrownBy(() -> plan(Plain.class)).hasMessageContaining("APERTURE-950");
    }

    static class OnMethod {
        @Asynchronous
        @ApertureControlled
        Future<String> work() {
            return CompletableFuture.completedFuture("done");
        }
    }

    public static class OfTheApi {
        @Asynchronous
        @ApertureControlled
        public Future<String> work() {
            return new AsyncResult<>("done");
        }
    }

    @Asynchronous
    static class OnClass {
        @ApertureControlled
        Future<String> work() {
            return CompletableFuture.completedFuture("done");
        }
    }

    static class Plain {
        @ApertureControlled
        Future<String> work() {
            return CompletableFuture.completedFuture("done");
        }
    }
}
