package io.github.aperturecdi.internal.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.testing.LoggedMessages;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, constructors and mappers that are nearly what is looked for. */
class RefusalEdgesTest {

    private static final FlowRejectedException REFUSED =
            new FlowRejectedException(
                    new FlowRejection(
                            "checkout", RejectReason.NO_TOKENS, 503, Optional.empty(), List.of()),
                    "Shop.order");

    private static Refusal plan(Class<?> bean, String name, RejectionMappers mappers) {
        Method method =
                Arrays.stream(bean.getMethods())
                        .filter(each -> each.getName().equals(name) && !each.isBridge())
                        .findFirst()
                        .orElseThrow();
        return Refusal.of(
                bean,
                method,
                method.getAnnotation(ApertureControlled.class),
                "Shop." + name,
                false,
                mappers);
    }

    private static Object answer(Object bean, String name) throws Exception {
        return plan(bean.getClass(), name, RejectionMappers.NONE)
                .answer(REFUSED, bean, new Object[0]);
    }

    interface Grandparent {
        default String remote() {
            return "remote";
        }

        static String ofTheInterface() {
            return "nobody inherits it";
        }
    }

    interface Parent extends Grandparent {}

    interface General {
        default String both() {
            return "general";
        }
    }

    interface Specific extends General {
        @Override
        default String both() {
            return "specific";
        }
    }

    abstract static class Unwritten {
        abstract String unwritten();
    }

    static class Shop implements Parent, General, Specific {

        @ApertureControlled(fallbackMethod = "remote")
        public String fromAGrandparent() {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "both")
        public String fromTheNearest() {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "ofTheInterface")
        public String fromAStaticOfAnInterface() {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "noSuchThing")
        public String nowhere() {
            return "ran";
        }

        @ApertureControlled(rejectWith = IOException.class)
        public void sells() throws java.sql.SQLException {}

        @ApertureControlled(rejectWith = TextAndAnyCause.class)
        public void textAndAnyCause() {}

        @ApertureControlled(rejectWith = Exploding.class)
        public void exploding() {}

        @ApertureControlled
        public void plain() {}
    }

    abstract static class HalfShop extends Unwritten {

        @ApertureControlled(fallbackMethod = "unwritten")
        public String fromAnAbstractMethod() {
            return "ran";
        }
    }

    static final class TextAndAnyCause extends RuntimeException {

        private static final long serialVersionUID = 1;

        TextAndAnyCause(String text, Throwable cause) {
            super("of any", cause);
        }

        TextAndAnyCause(String text, FlowRejectedException refused) {
            super("of the refusal", refused);
        }

        TextAndAnyCause(String text) {
            super("of the text");
        }
    }

    static final class Exploding extends RuntimeException {

        private static final long serialVersionUID = 1;

        Exploding() {
            throw new IllegalStateException("in the constructor");
        }
    }

    @ParameterizedTest
    @CsvSource({"fromAGrandparent, remote", "fromTheNearest, specific"})
    void a_fallback_of_an_interface_is_found_however_far_and_the_nearest_answers(
            String method, String expected) throws Exception {
        assertThat(answer(new Shop(), method)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fromAStaticOfAnInterface", "nowhere"})
    void what_no_bean_can_call_is_no_fallback(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Shop.class, method, RejectionMappers.NONE))
                .withMessageContaining("APERTURE-900")
                .withMessageContaining(Shop.class.getName());
    }

    @Test
    void a_method_without_a_body_is_no_fallback() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> plan(HalfShop.class, "fromAnAbstractMethod", RejectionMappers.NONE))
                .withMessageContaining("APERTURE-900");
    }

    @Test
    void an_exception_that_the_method_declares_is_no_leave_for_another_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Shop.class, "sells", RejectionMappers.NONE))
                .withMessageContaining("APERTURE-908");
    }

    @Test
    void of_two_constructors_with_a_text_the_one_for_the_refusal_is_taken() {
        assertThatThrownBy(() -> answer(new Shop(), "textAndAnyCause"))
                .hasMessage("of the refusal")
                .hasCause(REFUSED);
    }

    @Test
    void a_constructor_that_fails_is_said_once() {
        try (LoggedMessages log = new LoggedMessages(ExceptionRefusal.class.getName())) {
            Refusal refusal = plan(Shop.class, "exploding", RejectionMappers.NONE);
            assertThat(catchThrowable(() -> refusal.answer(REFUSED, new Shop(), null)))
                    .isSameAs(REFUSED);
            assertThat(log.messages()).hasSize(1);
            assertThat(catchThrowable(() -> refusal.answer(REFUSED, new Shop(), null)))
                    .isSameAs(REFUSED);
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void mappers_that_cannot_be_had_or_fail_are_said_at_the_first_refusal() {
        RejectionMappers broken =
                new RejectionMappers(
                        () -> {
                            throw new IllegalStateException("no such bean");
                        });
        RejectionMappers failing =
                new RejectionMappers(
                        () ->
                                List.of(
                                        refused -> {
                                            throw new IllegalStateException("a mapper");
                                        }));
        for (RejectionMappers mappers : List.of(broken, failing)) {
            try (LoggedMessages log = new LoggedMessages(RejectionMappers.class.getName())) {
                Refusal refusal = plan(Shop.class, "plain", mappers);
                assertThat(catchThrowable(() -> refusal.answer(REFUSED, new Shop(), null)))
                        .isSameAs(REFUSED);
                assertThat(log.messages()).hasSize(1);
            }
        }
    }

    /** Nested as well, and the thread is then as it was before: its next refusal asks again. */
    @Test
    void a_call_in_a_mapper_calls_no_mapper_and_leaves_no_trace_on_its_thread() {
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<RejectionMappers> all = new AtomicReference<>();
        AtomicReference<Refusal> ofMapper = new AtomicReference<>();
        AtomicReference<Refusal> nested = new AtomicReference<>();
        Refusal outer =
                (refused, target, arguments) -> {
                    assertThat(catching(nested.get())).isSameAs(REFUSED);
                    throw catching(plan(Shop.class, "plain", all.get()));
                };
        all.set(
                new RejectionMappers(
                        () ->
                                List.of(
                                        refused -> {
                                            asked.incrementAndGet();
                                            ofMapper.set(all.get().ofCall(outer));
                                            nested.set(
                                                    all.get()
                                                            .ofCall(
                                                                    plan(
                                                                            Shop.class,
                                                                            "plain",
                                                                            all.get())));
                                            return new IllegalStateException("mapped");
                                        })));
        assertThat(catching(plan(Shop.class, "plain", all.get()))).hasMessage("mapped");
        // Once: a second call would put right what the first leaves behind.
        assertThat(catching(ofMapper.get())).isSameAs(REFUSED);
        assertThat(asked).hasValue(1);
        assertThat(catching(plan(Shop.class, "plain", all.get()))).hasMessage("mapped");
        assertThat(asked).hasValue(2);
    }

    private static Exception catching(Refusal refusal) {
        return (Exception) catchThrowable(() -> refusal.answer(REFUSED, new Shop(), null));
    }
}
