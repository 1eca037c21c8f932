package io.github.aperturecdi.cdi;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Beans with a binding that containers with portable extensions cannot subclass: of a final class,
 * or with a final method under the binding of the class, exempt or not, as they do not know that it
 * is. Quarkus opens such classes itself.
 */
final class UnproxyableBeans {

    /** With what is wrong with their methods. */
    private final Map<Class<?>, List<String>> taken = new HashMap<>();

    /**
     * Whether a type's binding has to go for the container to go on; kept in mind for the report.
     */
    boolean takes(AnnotatedType<?> type) {
        List<String> covered =
                Bindings.in(type.getAnnotations()) == null
                        ? List.of()
                        : type.getMethods().stream()
                                .filter(UnproxyableBeans::isCovered)
                                .map(UnproxyableBeans::message)
                                .toList();
        if (covered.isEmpty() && !(isFinal(type) && hasBinding(type))) {
            return false;
        }
        taken.put(type.getJavaClass(), covered);
        return true;
    }

    static boolean isFinal(AnnotatedType<?> type) {
        return Modifier.isFinal(type.getJavaClass().getModifiers());
    }

    private static boolean hasBinding(AnnotatedType<?> type) {
        return Bindings.in(type.getAnnotations()) != null
                || type.getMethods().stream()
                        .anyMatch(method -> Bindings.in(method.getAnnotations()) != null);
    }

    /** A method with a binding of its own is reported as such. */
    private static boolean isCovered(AnnotatedMethod<?> method) {
        Collection<? extends Annotation> own = method.getAnnotations();
        return method.getJavaMember().getDeclaringClass() != Object.class
                && "final".equals(Obstacle.of(method.getJavaMember()))
                && Uncontrolled.callback(own) == null
                && Bindings.in(own) == null;
    }

    private static String message(AnnotatedMethod<?> method) {
        String place = MethodText.of(method.getJavaMember());
        return Bindings.exempt(method.getAnnotations())
                ? DeploymentTexts.exemptFinal(place)
                : DeploymentTexts.notInterceptable(place, "final");
    }

    /** Whether a bean's type is one of these. */
    boolean report(Class<?> bean, DeploymentErrors errors) {
        List<String> covered = taken.get(bean);
        if (covered == null) {
            return false;
        }
        if (Modifier.isFinal(bean.getModifiers())) {
            errors.add(DeploymentTexts.notInterceptable("The class " + bean.getName(), "final"));
        }
        covered.forEach(errors::add);
        return true;
    }
}
