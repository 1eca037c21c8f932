package io.github.aperturecdi.internal.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.internal.refusal.ExceptionRefusalTest.OfText;
import io.github.aperturecdi.internal.refusal.ExceptionRefusalTest.Thrower;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the annotation's members make of a refusal, without a container. */
class RefusalTest {
    static final FlowRejectedException REFUSED =
            new FlowRejectedException(
                    new FlowRejection(
                            "checkout",
                            RejectReason.RATE_LIMITED,
                            429,
                            Optional.of(Duration.ofSeconds(1)),
                            List.of("per-user")),
                    "Shop.order");

    static Method method(Class<?> bean, String name) {
        return Arrays.stream(bean.getMethods())
                .filter(m -> m.getName().equals(name) && !m.isBridge())
                .findFirst()
                .orElseThrow();
    }

    static Refusal plan(Class<?> bean, String name, RejectionMappers mappers) {
        Method method = method(bean, name);
        return Refusal.of(
                bean,
                method,
                method.getAnnotation(ApertureControlled.class),
                "Shop." + name,
                false,
                mappers);
    }

    static @Nullable Object answer(Object bean, String name, Object... arguments) throws Exception {
        return plan(bean.getClass(), name, RejectionMappers.NONE).answer(REFUSED, bean, arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "own, own tea 2",
        "withRefusal, withRefusal tea 2 checkout",
        "withThrowable, withThrowable tea 2 checkout",
        "withStatic, static tea 2",
        "withInherited, inherited tea 2",
        "withHidden, hidden tea 2",
        "withDefault, default tea 2",
        "withOverridden, overridden tea 2",
        "withSpecific, specific tea 2"
    })
    void a_fallback_answers(String method, String expected) throws Exception {
        assertThat(answer(new Shop(), method, "tea", 2)).isEqualTo(expected);
    }

    @Test
    void a_fallback_may_return_nothing_for_a_method_that_does() throws Exception {
        Shop shop = new Shop();
        assertThat(answer(shop, "nothing")).isNull();
        assertThat(shop.nothings).isEqualTo(1);
    }

    @Test
    void a_fallbacks_primitive_result_is_the_methods() throws Exception {
        assertThat(answer(new Shop(), "number", new int[] {1, 2})).isEqualTo(2);
    }

    @Test
    void a_fallbacks_generic_parameters_are_what_the_bean_says_of_them() throws Exception {
        assertThat(answer(new Shop(), "all", List.of("tea", "pot"), new String[] {"one"}))
                .isEqualTo(List.of("tea"));
        assertThat(answer(new Shop(), "any", "tea")).isEqualTo("any tea");
    }

    @Test
    void what_a_fallback_throws_is_what_the_caller_gets() {
        assertThatThrownBy(() -> answer(new Shop(), "failing")).isSameAs(Shop.NO_STOCK);
    }

    @Test
    void a_containers_subclass_does_not_come_between() throws Exception {
        Object generated =
                new Shop() {
                    @Override
                    public String overriddenByAContainer(String what, int number) {
                        return "intercepted";
                    }
                };
        // A class that no source has, as far as this library can tell.
        Refusal refusal =
                Refusal.of(
                        Shop.class,
                        method(Shop.class, "withOverriddenByAContainer"),
                        method(Shop.class, "withOverriddenByAContainer")
                                .getAnnotation(ApertureControlled.class),
                        "Shop.withOverriddenByAContainer",
                        false,
                        RejectionMappers.NONE);
        assertThat(refusal.answer(REFUSED, generated, new Object[] {"tea", 2}))
                .isEqualTo("direct tea 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "misspelt | APERTURE-900 | did you mean 'own_fallback'?",
                "faraway | APERTURE-900 | no such method.",
                "wrongParameters | APERTURE-901 | (java.lang.String, int)",
                "wrongGeneric | APERTURE-901 | (java.util.List<java.lang.String>)",
                "wrongReturn | APERTURE-902 | returns int",
                "wrongGenericReturn | APERTURE-902 | List<java.lang.Integer>",
                "voidReturn | APERTURE-902 | returns void",
                "ambiguous | APERTURE-903 | $Wrong.two(java.lang.String, io.github",
                "both | APERTURE-904 | rejectWith java.lang.IllegalStateException",
                "itself | APERTURE-906 | Name another method",
                "overriding | APERTURE-906 | Name another method",
                "undeclaredByFallback | APERTURE-907 | java.io.IOException",
                "undeclared | APERTURE-908 | java.io.IOException",
                "ofAbstract | APERTURE-909 | is abstract",
                "ofPrivate | APERTURE-910 | not private",
                "ofInner | APERTURE-910 | must be static",
                "ofNumber | APERTURE-910 | (FlowRejectedException)",
                "ofClosed | APERTURE-911 | does not open the package java.util"
            })
    void what_cannot_be_followed_is_an_error_with_the_place_and_the_remedy(
            String method, String id, String part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Wrong.class, method, RejectionMappers.NONE))
                .withMessageContaining(id)
                .withMessageContaining("Shop." + method)
                .withMessageContaining(part);
    }

    @Test
    void a_fallback_in_a_closed_module_is_an_error() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Dice.class, "roll", RejectionMappers.NONE))
                .withMessageContaining("APERTURE-905")
                .withMessageContaining("does not open the package java.util");
    }

    @Test
    void an_asynchronous_result_fails_with_any_exception() {
        Method method = method(Wrong.class, "undeclared");
        Refusal refusal =
                Refusal.of(
                        Wrong.class,
                        method,
                        method.getAnnotation(ApertureControlled.class),
                        "Wrong.undeclared",
                        true,
                        RejectionMappers.NONE);
        assertThatThrownBy(() -> refusal.answer(REFUSED, new Wrong(), new Object[0]))
                .isInstanceOf(IOException.class);
    }

    @Test
    void without_members_it_is_what_the_mappers_say() {
        RejectionMappers mappers =
                new RejectionMappers(
                        () -> List.of(refused -> new IllegalStateException("mapped", refused)));
        assertThatThrownBy(
                        () -> plan(Shop.class, "plain", mappers).answer(REFUSED, new Shop(), null))
                .hasMessage("mapped");
        assertThatThrownBy(() -> answer(new Shop(), "plain")).isSameAs(REFUSED);
    }

    @Test
    void members_beat_mappers() throws Exception {
        RejectionMappers mappers =
                new RejectionMappers(() -> List.of(refused -> new AssertionException("asked")));
        assertThat(
                        plan(Shop.class, "own", mappers)
                                .answer(REFUSED, new Shop(), new Object[] {"tea", 2}))
                .isEqualTo("own tea 2");
        assertThatThrownBy(
                        () ->
                                plan(Thrower.class, "ofText", mappers)
                                        .answer(REFUSED, new Thrower(), null))
                .isInstanceOf(OfText.class);
    }

    interface Greeter {
        default String defaultFallback(String what, int number) {
            return "default " + what + " " + number;
        }

        default String overriddenDefault(String what, int number) {
            return "not this";
        }
    }

    interface SpecificGreeter extends Greeter {
        default String specificDefault(String what, int number) {
            return "specific " + what + " " + number;
        }
    }

    interface GeneralGreeter {
        default String specificDefault(String what, Number number) {
            return "not this";
        }
    }

    static class Base<T, A> implements Greeter {

        protected String inheritedFallback(String what, int number) {
            return "inherited " + what + " " + number;
        }

        private String hiddenFallback(String what, int number) {
            return "hidden " + what + " " + number;
        }

        String overriddenFallback(String what, int number) {
            return "not this";
        }

        List<T> allFallback(List<T> items, A[] more) {
            return items.subList(0, more.length);
        }
    }

    static class Shop extends Base<String, String> implements GeneralGreeter, SpecificGreeter {

        static final IOException NO_STOCK = new IOException("no stock");

        int nothings;

        @ApertureControlled(fallbackMethod = "ownFallback")
        public String own(String what, int number) {
            return "ran";
        }

        private String ownFallback(String what, int number) {
            return "own " + what + " " + number;
        }

        @ApertureControlled(fallbackMethod = "refusalFallback")
        public String withRefusal(String what, int number) {
            return "ran";
        }

        String refusalFallback(String what, int number, FlowRejectedException refused) {
            return "withRefusal " + what + " " + number + " " + refused.controlPoint();
        }

        @ApertureControlled(fallbackMethod = "throwableFallback")
        public String withThrowable(String what, int number) {
            return "ran";
        }

        String throwableFallback(String what, int number, Throwable refused) {
            return "withThrowable "
                    + what
                    + " "
                    + number
                    + " "
                    + ((FlowRejectedException) refused).controlPoint();
        }

        @ApertureControlled(fallbackMethod = "staticFallback")
        public String withStatic(String what, int number) {
            return "ran";
        }

        private static String staticFallback(String what, int number) {
            return "static " + what + " " + number;
        }

        @ApertureControlled(fallbackMethod = "inheritedFallback")
        public String withInherited(String what, int number) {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "hiddenFallback")
        public String withHidden(String what, int number) {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "defaultFallback")
        public String withDefault(String what, int number) {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "specificDefault")
        public String withSpecific(String what, int number) {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "overriddenFallback")
        public String withOverridden(String what, int number) {
            return "ran";
        }

        @Override
        String overriddenFallback(String what, int number) {
            return "overridden " + what + " " + number;
        }

        @ApertureControlled(fallbackMethod = "overriddenByAContainer")
        public String withOverriddenByAContainer(String what, int number) {
            return "ran";
        }

        public String overriddenByAContainer(String what, int number) {
            return "direct " + what + " " + number;
        }

        @ApertureControlled(fallbackMethod = "nothingFallback")
        public void nothing() {}

        private void nothingFallback() {
            nothings++;
        }

        @ApertureControlled(fallbackMethod = "numberFallback")
        public int number(int... numbers) {
            return 0;
        }

        private int numberFallback(int[] numbers) {
            return numbers.length;
        }

        @ApertureControlled(fallbackMethod = "allFallback")
        public List<String> all(List<String> items, String[] more) {
            return List.of();
        }

        @ApertureControlled(fallbackMethod = "anyFallback")
        public <T> Object any(T item) {
            return "ran";
        }

        private <X> String anyFallback(X item) {
            return "any " + item;
        }

        @ApertureControlled(fallbackMethod = "failingFallback")
        public void failing() throws IOException {}

        private void failingFallback() throws IOException {
            throw NO_STOCK;
        }

        @ApertureControlled
        public void plain() {}
    }

    @SuppressWarnings("serial")
    static class AssertionException extends RuntimeException {
        AssertionException(String message) {
            super(message);
        }
    }

    @SuppressWarnings("serial")
    abstract static class Abstract extends RuntimeException {}

    @SuppressWarnings("serial")
    static class Private extends RuntimeException {
        private Private() {}
    }

    @SuppressWarnings("serial")
    static class OfNumber extends RuntimeException {
        OfNumber(int number) {}
    }

    @SuppressWarnings("serial")
    static class Dice extends Random {

        @ApertureControlled(fallbackMethod = "next")
        public int roll(int bits) {
            return bits;
        }
    }

    static class Overridden {

        public void overriding() {}
    }

    static class Wrong extends Overridden {

        @Override
        @ApertureControlled(fallbackMethod = "overriding")
        public void overriding() {}

        @SuppressWarnings("serial")
        class Inner extends RuntimeException {}

        @ApertureControlled(fallbackMethod = "ownFallback")
        public String misspelt(String what) {
            return what;
        }

        String own_fallback(String what) {
            return what;
        }

        @ApertureControlled(fallbackMethod = "nothingLikeIt")
        public void faraway() {}

        @ApertureControlled(fallbackMethod = "own_fallback")
        public String wrongParameters(String what, int number) {
            return what;
        }

        @ApertureControlled(fallbackMethod = "numbers")
        public String wrongGeneric(List<String> texts) {
            return "";
        }

        String numbers(List<Integer> numbers) {
            return "";
        }

        @ApertureControlled(fallbackMethod = "length")
        public String wrongReturn(String what) {
            return what;
        }

        int length(String what) {
            return what.length();
        }

        @ApertureControlled(fallbackMethod = "someNumbers")
        public List<String> wrongGenericReturn() {
            return List.of();
        }

        List<Integer> someNumbers() {
            return List.of();
        }

        @ApertureControlled(fallbackMethod = "nothing")
        public String voidReturn() {
            return "";
        }

        void nothing() {}

        @ApertureControlled(fallbackMethod = "two")
        public String ambiguous(String what) {
            return what;
        }

        String two(String what) {
            return what;
        }

        String two(String what, FlowRejectedException refused) {
            return what;
        }

        @ApertureControlled(fallbackMethod = "nothing", rejectWith = IllegalStateException.class)
        public void both() {}

        @ApertureControlled(fallbackMethod = "itself")
        public void itself() {}

        @ApertureControlled(fallbackMethod = "throwing")
        public void undeclaredByFallback() {}

        void throwing() throws IOException {}

        @ApertureControlled(rejectWith = IOException.class)
        public void undeclared() {}

        @ApertureControlled(rejectWith = Abstract.class)
        public void ofAbstract() {}

        @ApertureControlled(rejectWith = Private.class)
        public void ofPrivate() {}

        @ApertureControlled(rejectWith = Inner.class)
        public void ofInner() {}

        @ApertureControlled(rejectWith = OfNumber.class)
        public void ofNumber() {}

        /** Nobody but its package makes one. */
        @ApertureControlled(rejectWith = IllegalFormatException.class)
        public void ofClosed() {}
    }
}
