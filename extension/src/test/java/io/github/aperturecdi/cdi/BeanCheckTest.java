package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.ApertureExempt;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the look at a deployment's beans makes of classes that need what is not there, and of
 * default methods that they inherit.
 */
class BeanCheckTest {

    /** Of a library that is optional, and absent. */
    static class Absent {}

    static class NeedsIt {

        void use(Absent absent) {}
    }

    @ApertureControlled
    static class ControlledAndNeedsIt {

        ControlledAndNeedsIt(Absent absent) {}

        void use(Absent absent) {}
    }

    /** Has the classes of this test, but for one. */
    private static final class Loader extends ClassLoader {

        Loader() {
            super(BeanCheckTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(BeanCheckTest.class.getName() + "$")) {
                return super.loadClass(name, resolve);
            }
            if (name.equals(Absent.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = "/" + name.replace('.', '/') + ".class";
            try (InputStream in = BeanCheckTest.class.getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private final DeploymentErrors errors = new DeploymentErrors();

    private static Class<?> incomplete(Class<?> type) throws ClassNotFoundException {
        return new Loader().loadClass(type.getName());
    }

    @Test
    void a_bean_of_anybodys_that_needs_what_is_absent_fails_no_deployment() throws Exception {
        check(incomplete(NeedsIt.class), false);
        assertThat(errors.isEmpty()).isTrue();
    }

    static class Overloaded {

        @ApertureControlled(value = "search", labels = "tier=guest")
        void search(@FlowLabel("user") String user) {}

        @ApertureControlled("search")
        void search() {}
    }

    @Test
    void what_any_method_of_a_control_point_labels_is_known_in_the_application() {
        DeclaredControlPoints declared = check(Overloaded.class, false);
        assertThat(errors.isEmpty()).isTrue();
        assertThat(declared.labels()).isEqualTo(Map.of("search", Set.of("tier", "user")));
        assertThat(DeclaredControlPoints.labels(declared.labelTexts()))
                .isEqualTo(declared.labels());
    }

    private DeclaredControlPoints check(Class<?> bean, boolean defaultMethods) {
        MethodPlanner planner =
                MethodPlanner.load(getClass().getClassLoader(), RejectionMappers.NONE);
        BeanCheck check = new BeanCheck(planner, errors, defaultMethods);
        check.check(bean);
        return check.controlPoints();
    }

    @Test
    void whether_such_a_class_could_be_a_bean_is_left_to_the_container() throws Exception {
        UnmanagedClasses noBeans = new UnmanagedClasses();
        noBeans.annotated(incomplete(ControlledAndNeedsIt.class));
        noBeans.report(UnmanagedClasses::hasNoConstructor, errors);
        assertThat(errors.isEmpty()).isTrue();
    }

    interface Greeting {

        @ApertureControlled("greeting")
        default void greet() {}
    }

    @ApertureControlled
    static class ControlledGreeting implements Greeting {}

    static class InheritedGreeting extends ControlledGreeting {}

    static class UncontrolledGreeting implements Greeting {}

    static class OneControlled implements Greeting {

        @ApertureControlled
        void other() {}
    }

    interface ExemptGreeting extends Greeting {

        @Override
        @ApertureExempt
        default void greet() {}
    }

    static class LeftOut implements ExemptGreeting {}

    /** The binding of the class is what every container goes by. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_default_method_of_a_class_with_the_binding_is_controlled(boolean defaultMethods) {
        check(ControlledGreeting.class, defaultMethods);
        check(InheritedGreeting.class, defaultMethods);
        check(LeftOut.class, defaultMethods);
        assertThat(errors.isEmpty()).isTrue();
    }

    @Test
    void a_default_methods_own_binding_is_enough_where_containers_look_at_it() {
        check(UncontrolledGreeting.class, true);
        assertThat(errors.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {UncontrolledGreeting.class, OneControlled.class})
    void a_default_methods_own_binding_is_reported_where_they_do_not(Class<?> bean) {
        check(bean, false);
        assertThat(errors.text())
                .contains(
                        "APERTURE-606", "Greeting.greet", bean.getName(), "Put the annotation on");
    }
}
