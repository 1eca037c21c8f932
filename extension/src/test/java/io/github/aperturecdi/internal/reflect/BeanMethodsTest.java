package io.github.aperturecdi.internal.reflect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The methods of a bean, those that it overrides, and those behind a bridge. */
class BeanMethodsTest {

    interface Handler<T> {

        void handle(T value);

        default void both() {}

        static void none() {}
    }

    static class Base<T> implements Handler<T> {

        @Override
        public void handle(T value) {}

        void handle(T value, int more) {}

        private void own() {}
    }

    static class Texts extends Base<String> {

        @Override
        public void handle(String value) {}

        private void own() {}
    }

    /** Public for the compiler's bridge of a method that a hidden class declares. */
    public static class Visible extends Hidden {}

    static class Hidden {

        public void order(String what) {}

        public void cancel(String what) {}
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters)
            throws NoSuchMethodException {
        return type.getDeclaredMethod(name, parameters);
    }

    @Test
    void a_bean_has_its_own_methods_and_those_that_it_inherits() throws NoSuchMethodException {
        assertThat(BeanMethods.of(Texts.class))
                .containsExactlyInAnyOrder(
                        method(Texts.class, "handle", String.class),
                        method(Texts.class, "own"),
                        method(Base.class, "own"),
                        // Its erased parameter differs from the one that overrides it.
                        method(Base.class, "handle", Object.class),
                        method(Base.class, "handle", Object.class, int.class),
                        method(Handler.class, "both"));
    }

    @Test
    void an_interface_counts_with_its_abstract_methods() throws NoSuchMethodException {
        assertThat(BeanMethods.of(Handler.class))
                .contains(
                        method(Handler.class, "handle", Object.class),
                        method(Handler.class, "both"));
    }

    @Test
    void a_method_overrides_those_with_its_parameters_in_the_bean() throws NoSuchMethodException {
        Method handle = method(Texts.class, "handle", String.class);
        assertThat(BeanMethods.declarations(Texts.class, new BeanTypes(Texts.class), handle))
                .containsExactly(
                        handle,
                        method(Base.class, "handle", Object.class),
                        method(Handler.class, "handle", Object.class));
    }

    @Test
    void a_bridge_leads_to_the_authors_method() throws NoSuchMethodException {
        Method bridge = method(Texts.class, "handle", Object.class);
        assertThat(bridge.isBridge()).isTrue();
        assertThat(BeanMethods.bridged(bridge))
                .isEqualTo(method(Texts.class, "handle", String.class));
    }

    static class Overloads implements Handler<String>, Comparable<Overloads> {

        @Override
        public void handle(String value) {}

        public void handle(Integer value) {}

        public void handle(StringBuilder value) {}

        public int compareTo(String other) {
            return 1;
        }

        @Override
        public int compareTo(Overloads other) {
            return 0;
        }
    }

    @Test
    void a_bridge_leads_to_the_overload_that_it_is_for() throws NoSuchMethodException {
        assertThat(BeanMethods.bridged(method(Overloads.class, "handle", Object.class)))
                .isEqualTo(method(Overloads.class, "handle", String.class));
        assertThat(BeanMethods.bridged(method(Overloads.class, "compareTo", Object.class)))
                .isEqualTo(method(Overloads.class, "compareTo", Overloads.class));
    }

    @Test
    void a_bridge_of_a_public_class_leads_to_its_hidden_superclass() throws NoSuchMethodException {
        Method bridge = method(Visible.class, "order", String.class);
        assertThat(bridge.isBridge()).isTrue();
        assertThat(BeanMethods.bridged(bridge))
                .isEqualTo(method(Hidden.class, "order", String.class));
    }

    @Test
    void a_method_that_is_no_bridge_is_itself() {
        assertThat(Arrays.stream(Hidden.class.getDeclaredMethods()))
                .allMatch(method -> BeanMethods.bridged(method).equals(method));
    }
}
