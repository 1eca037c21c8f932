package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.health.HealthBeans;
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
 * Registers the library with containers that decide at build time, such as ArC in Quarkus. Classes
 * can be loaded there, though not run, so the checks are those of the other containers.
 */
@SkipIfPortableExtensionPresent(AperturePortableExtension.class)
public class ApertureBuildCompatibleExtension implements BuildCompatibleExtension {

    private final Deployment deployment = new Deployment(false);

    /** For the container. */
    public ApertureBuildCompatibleExtension() {}

    /**
     * Registers the beans.
     *
     * @param classes what the container will look at
     */
    @Discovery
    public void register(ScannedClasses classes) {
        Deployment.TYPES.forEach(type -> classes.add(type.getName()));
        HealthBeans.types().forEach(type -> classes.add(type.getName()));
        QuarkusGrpc.register(classes);
    }

    /**
     * Moves the interceptor to where the configuration wants it.
     *
     * @param interceptor the interceptor
     */
    @Enhancement(types = ApertureInterceptor.class)
    public void move(ClassConfig interceptor) {
        deployment.errors.run(() -> InterceptorPriorityAtBuild.configure(interceptor));
    }

    /**
     * Notes classes that must be beans.
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
     * Refuses what cannot work.
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

    /** Nothing for what the build generates, and has not written yet. */
    private Optional<Class<?>> load(ClassInfo type) {
        try {
            return Optional.of(Class.forName(type.name(), false, deployment.loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /**
     * Fails the build with all errors together, before the container's own validation, which would
     * stop at the first private method; else hands what was found over to the application.
     *
     * @param components takes the bean
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
