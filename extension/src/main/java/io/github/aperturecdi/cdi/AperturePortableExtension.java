package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.Messages;
import jakarta.decorator.Decorator;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Registers the library with Weld and OpenWebBeans. */
public class AperturePortableExtension implements Extension {

    private final Errors errors = new Errors();
    private final BeanCheck check =
            new BeanCheck(
                    new ControlledMethods(Thread.currentThread().getContextClassLoader()), errors);

    private final List<Class<?>> annotated = new ArrayList<>();
    private final List<Class<?>> beans = new ArrayList<>();

    /** For the container. */
    public AperturePortableExtension() {}

    void register(@Observes BeforeBeanDiscovery event) {
        for (Class<?> type : ApertureBuildCompatibleExtension.TYPES) {
            event.addAnnotatedType(type, type.getName());
        }
    }

    void found(@Observes @WithAnnotations(ApertureControlled.class) ProcessAnnotatedType<?> event) {
        AnnotatedType<?> type = event.getAnnotatedType();
        if (mustBeBean(type)) {
            annotated.add(type.getJavaClass());
        }
    }

    /** What is switched off on purpose, or controls others, need not be a bean of its own. */
    private static boolean mustBeBean(AnnotatedType<?> type) {
        Class<?> javaClass = type.getJavaClass();
        return !javaClass.isInterface()
                && !Modifier.isAbstract(javaClass.getModifiers())
                && !type.isAnnotationPresent(Alternative.class)
                && !type.isAnnotationPresent(Interceptor.class)
                && !type.isAnnotationPresent(Decorator.class);
    }

    /**
     * What a controlled method asks for and cannot get is a definition error, not a failure of its
     * first call.
     */
    void check(@Observes ProcessManagedBean<?> event) {
        AnnotatedType<?> type = event.getAnnotatedBeanClass();
        beans.add(type.getJavaClass());
        Map<Method, Collection<? extends Annotation>> onMethods = new HashMap<>();
        for (AnnotatedMethod<?> method : type.getMethods()) {
            onMethods.put(method.getJavaMember(), method.getAnnotations());
        }
        check.check(
                type.getJavaClass(),
                type.getAnnotations(),
                method -> onMethods.getOrDefault(method, List.of(method.getAnnotations())));
    }

    /**
     * Errors of methods and configuration fail the deployment, all together. In one text and not
     * one by one where they are found: Weld would show a list whose first line says nothing. Here
     * and not after the container's own validation, which would stop at the first final method.
     */
    void validate(@Observes AfterBeanDiscovery event) {
        for (Class<?> type : annotated) {
            if (beans.stream().noneMatch(type::isAssignableFrom)) {
                errors.add(Messages.noBean(type.getName()));
            }
        }
        errors.run(FlowControlProducer::check);
        if (!errors.isEmpty()) {
            event.addDefinitionError(new DefinitionException(errors.text()));
        }
        DeclaredControlPoints declared = new DeclaredControlPoints(check.controlPoints());
        event.addBean()
                .types(DeclaredControlPoints.class)
                .scope(Singleton.class)
                .createWith(context -> declared);
    }
}
