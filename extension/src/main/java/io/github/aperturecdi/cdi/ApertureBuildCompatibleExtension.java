package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.internal.health.HealthBeans;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;
import jakarta.enterprise.inject.build.compatible.spi.SkipIfPortableExtensionPresent;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.types.Type;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Registers the library with containers that work at build time, such as ArC in Quarkus.
 * Application classes can be loaded there but not run. The checks only load them, so they are the
 * same as in other containers.
 */
@SkipIfPortableExtensionPresent(AperturePortableExtension.class)
public class ApertureBuildCompatibleExtension implements BuildCompatibleExtension {

    private final Deployment deployment = new Deployment(false);

    /** For the container. */
    public ApertureBuildCompatibleExtension() {}

    /**
     * Registers the beans.
     *
     * @param classes receives the classes
     */
    @Discovery
    public void register(ScannedClasses classes) {
        Deployment.TYPES.forEach(type -> classes.add(type.getName()));
        HealthBeans.types().forEach(type -> classes.add(type.getName()));
        QuarkusGrpc.register(classes);
    }

    /**
     * Gives the interceptor its configured priority.
     *
     * @param interceptor the interceptor
     */
    @Enhancement(types = ApertureInterceptor.class)
    public void move(ClassConfig interceptor) {
        deployment.errors.run(() -> InterceptorPriorityAtBuild.configure(interceptor));
    }

    /**
     * Notes a class with the annotation, which has to be a bean.
     *
     * @param type a class with the annotation
     */
    @Enhancement(
            types = Object.class,
            withSubtypes = true,
            withAnnotations = ApertureControlled.class)
    public void found(ClassConfig type) {
        load(type.info())
                .ifPresent(
                        found -> {
                            deployment.unmanaged.annotated(found);
                            deployment.check.annotated(found);
                        });
    }

    /**
     * Checks a bean and collects its errors.
     *
     * @param bean a bean
     */
    @Registration(types = Object.class)
    public void check(BeanInfo bean) {
        if (bean.isClassBean()) {
            load(bean.declaringClass())
                    .ifPresent(
                            type -> {
                                deployment.unmanaged.bean(type);
                                deployment.check.check(type);
                            });
        }
        bean.types().stream()
                .filter(Type::isClass)
                .map(type -> type.asClass().declaration())
                .filter(ApertureBuildCompatibleExtension::isRestClient)
                .forEach(type -> load(type).ifPresent(deployment.check::typeOfBean));
    }

    private static boolean isRestClient(ClassInfo type) {
        return type.isInterface()
                && type.hasAnnotation(a -> a.name().equals(BeanCheck.REST_CLIENT));
    }

    /** Loads a class; empty for a class that the build generates but has not written yet. */
    private Optional<Class<?>> load(ClassInfo type) {
        try {
            return Optional.of(Class.forName(type.name(), false, deployment.loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /**
     * Fails the build with all errors together, before the container's own validation, which would
     * stop at the first private method. Without errors, it registers a bean that passes the
     * declared control points on to the application.
     *
     * @param components receives the bean
     * @throws DefinitionException if there are errors
     */
    @Synthesis
    public void declare(SyntheticComponents components) {
        deployment.report(UnmanagedClasses::hasNoScope);
        if (!deployment.errors.isEmpty()) {
            throw new DefinitionException(deployment.errors.text());
        }
        DeclaredControlPoints declared = deployment.check.controlPoints();
        components
                .addBean(DeclaredControlPoints.class)
                .type(DeclaredControlPoints.class)
                .scope(Singleton.class)
                .withParam(DeclaredControlPoints.NAMES, declared.names().toArray(String[]::new))
                .withParam(
                        DeclaredControlPoints.IN_RAMP_MODE,
                        declared.inRampMode().toArray(String[]::new))
                .withParam(DeclaredControlPoints.LABELS, declared.labelTexts())
                .createWith(DeclaredControlPointsCreator.class);
    }
}
