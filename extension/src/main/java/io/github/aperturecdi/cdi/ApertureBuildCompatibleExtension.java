package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;
import jakarta.enterprise.inject.build.compatible.spi.SkipIfPortableExtensionPresent;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.declarations.MethodInfo;
import jakarta.enterprise.lang.model.declarations.ParameterInfo;
import jakarta.enterprise.lang.model.types.Type;
import java.util.List;

/** Registers the library with containers that decide at build time, such as ArC in Quarkus. */
@SkipIfPortableExtensionPresent(AperturePortableExtension.class)
public class ApertureBuildCompatibleExtension implements BuildCompatibleExtension {

    /**
     * The jar's beans.xml discovers nothing: these are registered once, by one of the two
     * extensions.
     */
    static final List<Class<?>> TYPES =
            List.of(ApertureInterceptor.class, FlowControlProducer.class);

    /** For the container. */
    public ApertureBuildCompatibleExtension() {}

    /**
     * Registers the beans.
     *
     * @param classes what the container will look at
     */
    @Discovery
    public void register(ScannedClasses classes) {
        TYPES.forEach(type -> classes.add(type.getName()));
    }

    /**
     * Refuses at build time what can be known then.
     *
     * @param bean a bean
     * @param messages takes the errors
     */
    @Registration(types = Object.class)
    public void check(BeanInfo bean, Messages messages) {
        if (!bean.isClassBean()) {
            return;
        }
        ClassInfo type = bean.declaringClass();
        boolean wholeClass = type.hasAnnotation(ApertureControlled.class);
        for (MethodInfo method : type.methods()) {
            if ((wholeClass || method.hasAnnotation(ApertureControlled.class))
                    && suspends(method)) {
                messages.error(
                        io.github.aperturecdi.flow.Messages.suspendFunction(
                                type.simpleName() + "." + method.name()),
                        bean);
            }
        }
    }

    private static boolean suspends(MethodInfo method) {
        List<ParameterInfo> parameters = method.parameters();
        if (parameters.isEmpty()) {
            return false;
        }
        Type last = parameters.get(parameters.size() - 1).type();
        String name =
                last.isClass()
                        ? last.asClass().declaration().name()
                        : last.isParameterizedType()
                                ? last.asParameterizedType().declaration().name()
                                : "";
        return name.equals(ControlledMethod.KOTLIN_CONTINUATION);
    }

    /**
     * Refuses what no interceptor would ever see.
     *
     * @param bean any bean
     * @param errors takes the errors
     */
    @Registration(types = Object.class)
    public void checkCaching(BeanInfo bean, Messages errors) {
        UncontrolledCachingAtBuild.report(bean, errors);
    }
}
