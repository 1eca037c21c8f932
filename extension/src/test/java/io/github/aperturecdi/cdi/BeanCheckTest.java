package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureControlled;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What the look at a deployment's beans makes of classes that need what is not there. */
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

    private final Errors errors = new Errors();

    private static Class<?> incomplete(Class<?> type) throws ClassNotFoundException {
        return new Loader().loadClass(type.getName());
    }

    @Test
    void a_bean_of_anybodys_that_needs_what_is_absent_fails_no_deployment() throws Exception {
        DeployedPlans plans = new DeployedPlans();
        new BeanCheck(
                        new ControlledMethods(getClass().getClassLoader(), plans),
                        plans,
                        errors,
                        false)
                .check(incomplete(NeedsIt.class));
        assertThat(errors.isEmpty()).isTrue();
    }

    @Test
    void whether_such_a_class_could_be_a_bean_is_left_to_the_container() throws Exception {
        NoBeans noBeans = new NoBeans();
        noBeans.annotated(incomplete(ControlledAndNeedsIt.class));
        noBeans.report(NoBeans::hasNoConstructor, errors);
        assertThat(errors.isEmpty()).isTrue();
    }
}
