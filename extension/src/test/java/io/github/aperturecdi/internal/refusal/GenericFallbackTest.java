package io.github.aperturecdi.internal.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fallbacks of generic methods: the same signature, whatever its variables are called. */
class GenericFallbackTest {

    private static final FlowRejectedException REFUSED =
            new FlowRejectedException(
                    new FlowRejection(
                            "checkout",
                            RejectReason.RATE_LIMITED,
                            429,
                            Optional.empty(),
                            List.of("per-user")),
                    "Shop.order");

    private static Refusal plan(Class<?> bean, String name) {
        Method method =
                Arrays.stream(bean.getMethods())
                        .filter(m -> m.getName().equals(name) && !m.isBridge())
                        .findFirst()
                        .orElseThrow();
        return Refusal.of(
                bean,
                method,
                method.getAnnotation(ApertureControlled.class),
                "Shop." + name,
                false,
                RejectionMappers.NONE);
    }

    private static @Nullable Object answer(String name, Object... arguments) throws Exception {
        return plan(Shop.class, name).answer(REFUSED, new Shop(), arguments);
    }

    @Test
    void a_bound_that_names_its_own_variable() throws Exception {
        assertThat(answer("sameName", List.of("tea"))).isEqualTo("tea");
    }

    @ParameterizedTest
    @ValueSource(strings = {"renamed", "renamedInBounds", "inAWildcard", "boundTogether"})
    void a_renamed_variable(String method) throws Exception {
        assertThat(answer(method, List.of("tea"))).isEqualTo("tea");
    }

    @Test
    void variables_that_name_each_other() throws Exception {
        assertThat(answer("mutual", Map.of("tea", "pot"))).isEqualTo("mutual");
    }

    @Test
    void an_array_of_a_variable_and_a_variable_number_of_them() throws Exception {
        assertThat(answer("array", new Object[] {new String[][] {{"tea"}}})).isEqualTo("tea");
        assertThat(answer("many", new Object[] {new String[] {"tea"}})).isEqualTo("tea");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ofTheClass", "upTo", "from", "boundByTheClass"})
    void a_variable_of_a_base_class_is_what_the_bean_says_of_it(String method) throws Exception {
        assertThat(answer(method, List.of("tea"))).isEqualTo("tea");
    }

    @Test
    void a_class_that_is_extended_without_arguments_has_the_erased_types() throws Exception {
        assertThat(
                        plan(Raw.class, "ofTheClass")
                                .answer(REFUSED, new Raw(), new Object[] {List.of("tea")}))
                .isEqualTo("raw");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "otherBound | found io.github.aperturecdi.internal.refusal.GenericFallbackTest$Wrong.plain"
                        + "<T> (java.util.List<T>) | parameters, <T extends"
                        + " java.lang.Comparable<T>> (java.util.List<T>)",
                "notGeneric | texts(java.util.List<java.lang.String>) | <T> (java.util.List<T>)",
                "oneForTwo | one<T> (T, T) | <A, B> (A, B)",
                "ofTheBase | other(java.util.List<java.lang.Integer>) |"
                        + " (java.util.List<java.lang.String>)"
            })
    void what_differs_is_seen_in_the_message(String method, String found, String wanted) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Wrong.class, method))
                .withMessageContainingAll("APERTURE-901", found, wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"future", "list", "names", "box"})
    void a_subclass_of_the_result_has_the_arguments_of_the_result(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(Subclasses.class, "wrong_" + method))
                .withMessageContaining("APERTURE-902");
        assertThat(plan(Subclasses.class, "right_" + method)).isNotNull();
        assertThat(plan(Subclasses.class, "raw_" + method)).isNotNull();
    }

    static final class Names extends ArrayList<String> {

        private static final long serialVersionUID = 1;
    }

    @SuppressWarnings("rawtypes")
    static final class Raws extends ArrayList {

        private static final long serialVersionUID = 1;
    }

    interface Box<T extends Number> {}

    static class BoxOf<T extends Integer> implements Box<T> {}

    static final class LongBox implements Box<Long> {}

    @SuppressWarnings("rawtypes")
    static final class RawBox implements Box {}

    /** Named after what their fallbacks return. */
    @SuppressWarnings("rawtypes")
    static class Subclasses {

        @ApertureControlled(fallbackMethod = "numberLater")
        public CompletionStage<String> wrong_future() {
            return new CompletableFuture<>();
        }

        @ApertureControlled(fallbackMethod = "textLater")
        public CompletionStage<String> right_future() {
            return new CompletableFuture<>();
        }

        @ApertureControlled(fallbackMethod = "rawLater")
        public CompletionStage<String> raw_future() {
            return new CompletableFuture<>();
        }

        CompletableFuture<Integer> numberLater() {
            return new CompletableFuture<>();
        }

        CompletableFuture<String> textLater() {
            return new CompletableFuture<>();
        }

        CompletableFuture rawLater() {
            return new CompletableFuture<>();
        }

        @ApertureControlled(fallbackMethod = "numbers")
        public Collection<String> wrong_list() {
            return List.of();
        }

        @ApertureControlled(fallbackMethod = "texts")
        public Collection<String> right_list() {
            return List.of();
        }

        @ApertureControlled(fallbackMethod = "raws")
        public Collection<String> raw_list() {
            return List.of();
        }

        List<Integer> numbers() {
            return List.of();
        }

        List<String> texts() {
            return List.of();
        }

        Raws raws() {
            return new Raws();
        }

        @ApertureControlled(fallbackMethod = "names")
        public List<Integer> wrong_names() {
            return List.of();
        }

        @ApertureControlled(fallbackMethod = "names")
        public List<String> right_names() {
            return List.of();
        }

        @ApertureControlled(fallbackMethod = "names")
        public List<? extends CharSequence> raw_names() {
            return List.of();
        }

        Names names() {
            return new Names();
        }

        @ApertureControlled(fallbackMethod = "longBox")
        public @Nullable Box<Integer> wrong_box() {
            return null;
        }

        @ApertureControlled(fallbackMethod = "boxOf")
        public @Nullable Box<Integer> right_box() {
            return null;
        }

        @ApertureControlled(fallbackMethod = "rawBox")
        public @Nullable Box<Integer> raw_box() {
            return null;
        }

        LongBox longBox() {
            return new LongBox();
        }

        BoxOf<Integer> boxOf() {
            return new BoxOf<>();
        }

        RawBox rawBox() {
            return new RawBox();
        }
    }

    static class Base<T> {

        @ApertureControlled(fallbackMethod = "ofBase")
        public Object ofTheClass(List<T> items) {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "upToText")
        public Object upTo(List<? extends T> items) {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "fromText")
        public Object from(List<? super T> items) {
            return "ran";
        }

        @ApertureControlled(fallbackMethod = "boundByText")
        public <U extends Comparable<? super T>> Object boundByTheClass(List<U> items) {
            return "ran";
        }
    }

    @SuppressWarnings("rawtypes")
    static class Raw extends Base {

        Object ofBase(List items) {
            return "raw";
        }
    }

    static class Shop extends Base<String> {

        Object ofBase(List<String> items) {
            return items.get(0);
        }

        Object upToText(List<? extends String> items) {
            return items.get(0);
        }

        Object fromText(List<? super String> items) {
            return items.get(0);
        }

        <V extends Comparable<? super String>> Object boundByText(List<V> items) {
            return items.get(0);
        }

        @ApertureControlled(fallbackMethod = "sameNameFallback")
        public <T extends Comparable<T>> T sameName(List<T> items) {
            return items.get(1);
        }

        <T extends Comparable<T>> T sameNameFallback(List<T> items) {
            return items.get(0);
        }

        @ApertureControlled(fallbackMethod = "renamedFallback")
        public <T extends Comparable<T>> T renamed(List<T> items) {
            return items.get(1);
        }

        <U extends Comparable<U>> U renamedFallback(List<U> items, FlowRejectedException refused) {
            return items.get(0);
        }

        @ApertureControlled(fallbackMethod = "renamedInBoundsFallback")
        public <T, C extends Collection<? extends T>> Object renamedInBounds(C items) {
            return "ran";
        }

        <E, L extends Collection<? extends E>> Object renamedInBoundsFallback(L items) {
            return items.iterator().next();
        }

        @ApertureControlled(fallbackMethod = "inAWildcardFallback")
        public <T extends Comparable<? super T>> Object inAWildcard(List<? extends T> items) {
            return "ran";
        }

        <U extends Comparable<? super U>> Object inAWildcardFallback(List<? extends U> items) {
            return items.get(0);
        }

        @ApertureControlled(fallbackMethod = "boundTogetherFallback")
        public <T extends CharSequence & Comparable<T>> Object boundTogether(List<T> items) {
            return "ran";
        }

        <U extends CharSequence & Comparable<U>> Object boundTogetherFallback(List<U> items) {
            return items.get(0);
        }

        @ApertureControlled(fallbackMethod = "mutualFallback")
        public <K extends Comparable<V>, V extends Comparable<K>> Object mutual(Map<K, V> items) {
            return "ran";
        }

        <A extends Comparable<B>, B extends Comparable<A>> Object mutualFallback(Map<A, B> items) {
            return "mutual";
        }

        @ApertureControlled(fallbackMethod = "arrayFallback")
        public <T extends Comparable<T>> Object array(T[][] items) {
            return "ran";
        }

        <U extends Comparable<U>> Object arrayFallback(U[][] items) {
            return items[0][0];
        }

        @ApertureControlled(fallbackMethod = "manyFallback")
        @SafeVarargs
        public final <T extends Comparable<T>> Object many(T... items) {
            return "ran";
        }

        <U extends Comparable<U>> Object manyFallback(U[] items) {
            return items[0];
        }
    }

    static class WrongBase<T> {

        @ApertureControlled(fallbackMethod = "other")
        public void ofTheBase(List<T> items) {}
    }

    static class Wrong extends WrongBase<String> {

        void other(List<Integer> items) {}

        @ApertureControlled(fallbackMethod = "plain")
        public <T extends Comparable<T>> void otherBound(List<T> items) {}

        <T> void plain(List<T> items) {}

        @ApertureControlled(fallbackMethod = "texts")
        public <T> void notGeneric(List<T> items) {}

        void texts(List<String> items) {}

        @ApertureControlled(fallbackMethod = "one")
        public <A, B> void oneForTwo(A first, B second) {}

        <T> void one(T first, T second) {}
    }
}
