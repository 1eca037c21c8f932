package io.github.aperturecdi.internal.reflect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The order in which a class and its supertypes are visited. */
class SupertypesTest {

    interface Root {}

    interface Near extends Root {}

    interface Far {}

    static class Base implements Far {}

    static class Bean extends Base implements Near {}

    @Test
    void supertypes_are_in_the_order_of_their_distance() {
        assertThat(Supertypes.of(Bean.class))
                .containsExactly(
                        Bean.class, Base.class, Near.class, Object.class, Far.class, Root.class);
    }

    @Test
    void all_classes_may_come_before_all_interfaces() {
        assertThat(Supertypes.classesFirst(Bean.class))
                .containsExactly(
                        Bean.class, Base.class, Object.class, Near.class, Far.class, Root.class);
    }

    @Test
    void a_class_has_its_superclasses_and_an_interface_has_none() {
        assertThat(Supertypes.classes(Bean.class))
                .containsExactly(Bean.class, Base.class, Object.class);
        assertThat(Supertypes.classes(Near.class)).containsExactly(Near.class);
    }
}
