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
 * Beans with a binding that containers with portable extensions cannot subclass: their class is
 * final, or the class has the binding and a final method. An exempt final method counts as well, as
 * the containers do not know exemptions. Quarkus makes such classes non-final itself.
 */
final class UnproxyableBeans {

    /** The classes, each with the messages about its methods. */
    private final Map<Class<?>, List<String>> taken = new HashMap<>();

    /**
     * Whether the binding of a type has to be removed so that the container continues. Notes the
     * type for the report.
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

    /**
     * Whether the binding of the class covers a final method. A method with a binding of its own is
     * reported separately.
     */
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

    /** Reports the mistakes of a bean; false if the bean is none of these. */
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
