package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.Messages;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.AnnotationTarget;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.declarations.MethodInfo;
import java.util.HashSet;
import java.util.Set;

/**
 * {@link UncontrolledCaching} where there is a model of the classes only. Apart from it, for not
 * every container has that model.
 */
final class UncontrolledCachingAtBuild {

    private UncontrolledCachingAtBuild() {}

    static void report(
            BeanInfo bean, jakarta.enterprise.inject.build.compatible.spi.Messages errors) {
        if (!bean.isClassBean() || isControlled(bean.declaringClass(), new HashSet<>())) {
            return;
        }
        ClassInfo type = bean.declaringClass();
        for (MethodInfo method : type.methods()) {
            if (method.hasAnnotation(ApertureCached.class)
                    && !isControlled(method, new HashSet<>())) {
                errors.error(
                        Messages.cachedAlone(
                                method.declaringClass().simpleName() + "." + method.name()),
                        method);
            }
        }
    }

    private static boolean isControlled(AnnotationTarget target, Set<String> seen) {
        for (AnnotationInfo annotation : target.annotations()) {
            if (annotation.name().equals(ApertureControlled.class.getName())
                    || seen.add(annotation.name())
                            && isControlled(annotation.declaration(), seen)) {
                return true;
            }
        }
        return false;
    }
}
