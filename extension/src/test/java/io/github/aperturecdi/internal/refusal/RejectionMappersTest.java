package io.github.aperturecdi.internal.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.RejectionMapper;
import io.github.aperturecdi.testing.LoggedMessages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of mappers, and mappers that do what they must not. */
class RejectionMappersTest {

    private static final FlowRejectedException REFUSED =
            new FlowRejectedException(
                    new FlowRejection(
                            "checkout", RejectReason.NO_TOKENS, 503, Optional.empty(), List.of()),
                    "Shop.order");

    private final LoggedMessages log = new LoggedMessages(RejectionMappers.class.getName());

    @AfterEach
    void stop() {
        log.close();
    }

    static class Shop {
        public void order() {}

        public void importing() throws IOException {}
    }

    private static Refusal plan(String method, RejectionMapper... mappers) {
        try {
            return new RejectionMappers(() -> List.of(mappers))
                    .refusalOf(
                            new ControlledSignature(
                                    Shop.class,
                                    Shop.class.getMethod(method),
                                    "Shop." + method,
                                    false));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static Throwable outcome(Refusal refusal) {
        return catchThrowable(() -> refusal.answer(REFUSED, new Shop(), null));
    }

    @Test
    void the_first_that_answers_is_followed() {
        Exception second = new IllegalStateException("second");
        Refusal refusal =
                plan("order", e -> null, e -> second, e -> new IllegalStateException("third"));
        assertThat(outcome(refusal)).isSameAs(second);
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void where_none_answers_it_is_the_refusal() {
        assertThat(outcome(plan("order", e -> null))).isSameAs(REFUSED);
    }

    @Test
    void a_failing_mapper_is_logged_once_without_its_text_and_the_next_is_called() {
        Exception second = new IllegalStateException("second");
        Refusal refusal =
                plan(
                        "order",
                        e -> {
                            throw new IllegalStateException("a secret");
                        },
                        e -> second);
        assertThat(outcome(refusal)).isSameAs(second);
        assertThat(outcome(refusal)).isSameAs(second);
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().get(0))
                .contains("APERTURE-912", "IllegalStateException")
                .doesNotContain("secret");
    }

    @Test
    void mappers_that_cannot_be_made_are_logged_once_and_leave_the_refusal() throws Exception {
        Refusal refusal =
                new RejectionMappers(
                                () -> {
                                    throw new IllegalStateException("no such bean");
                                })
                        .refusalOf(
                                new ControlledSignature(
                                        Shop.class,
                                        Shop.class.getMethod("order"),
                                        "Shop.order",
                                        false));
        assertThat(outcome(refusal)).isSameAs(REFUSED);
        assertThat(outcome(refusal)).isSameAs(REFUSED);
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().get(0)).contains("APERTURE-915");
    }

    @Test
    void a_checked_exception_that_the_method_does_not_declare_is_logged_once_and_not_thrown() {
        Refusal refusal = plan("order", e -> new IOException("no"));
        assertThat(outcome(refusal)).isSameAs(REFUSED);
        assertThat(outcome(refusal)).isSameAs(REFUSED);
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().get(0))
                .contains("APERTURE-913", "Shop.order", "java.io.IOException");
    }

    @Test
    void a_checked_exception_that_the_method_declares_is_thrown() {
        Exception mapped = new IOException("no");
        assertThat(outcome(plan("importing", e -> mapped))).isSameAs(mapped);
        assertThat(log.messages()).isEmpty();
    }

    /** Asks a remote service what to say, through a method that is controlled and refused, too. */
    private static final class Calling implements RejectionMapper {

        private final List<Throwable> nested = new ArrayList<>();
        private Refusal plan;
        private int asked;

        @Override
        public Exception map(FlowRejectedException refused) {
            asked++;
            nested.add(outcome(plan));
            return new IllegalStateException("mapped");
        }
    }

    @Test
    void a_refusal_inside_a_mapper_calls_no_mapper() {
        Calling mapper = new Calling();
        mapper.plan = plan("order", mapper);
        assertThat(outcome(mapper.plan)).hasMessage("mapped");
        assertThat(mapper.nested).containsExactly(REFUSED);
        // And the next refusal asks again.
        assertThat(outcome(mapper.plan)).hasMessage("mapped");
        assertThat(mapper.asked).isEqualTo(2);
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void a_late_refusal_of_a_call_inside_a_mapper_calls_no_mapper() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<RejectionMappers> all = new AtomicReference<>();
        AtomicReference<Refusal> plan = new AtomicReference<>();
        AtomicReference<Refusal> inside = new AtomicReference<>();
        RejectionMapper mapper =
                refused -> {
                    asked.incrementAndGet();
                    inside.set(all.get().ofCall(plan.get()));
                    return new IllegalStateException("mapped");
                };
        all.set(new RejectionMappers(() -> List.of(mapper)));
        plan.set(
                all.get()
                        .refusalOf(
                                new ControlledSignature(
                                        Shop.class,
                                        Shop.class.getMethod("order"),
                                        "Shop.order",
                                        false)));
        Refusal outside = all.get().ofCall(plan.get());
        assertThat(outcome(outside)).hasMessage("mapped");
        assertThat(outcome(inside.get())).isSameAs(REFUSED);
        assertThat(outcome(inside.get())).isSameAs(REFUSED);
        assertThat(asked).hasValue(1);
        // And the next refusal asks again.
        assertThat(outcome(outside)).hasMessage("mapped");
        assertThat(asked).hasValue(2);
    }
}
