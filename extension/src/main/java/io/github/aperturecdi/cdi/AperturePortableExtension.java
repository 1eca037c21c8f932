package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.internal.health.HealthBeans;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InterceptionFactory;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessProducerField;
import jakarta.enterprise.inject.spi.ProcessProducerMethod;
import jakarta.enterprise.inject.spi.ProcessSyntheticBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Registers the library with Weld and OpenWebBeans. */
public class AperturePortableExtension implements Extension {

    private static final String MESSAGE_DRIVEN = "jakarta.ejb.MessageDriven";

    private final Deployment deployment = new Deployment(true);
    private final DeploymentErrors errors = deployment.errors;
    private final BeanCheck check = deployment.check;
    private final UnproxyableBeans finals = new UnproxyableBeans();

    /** Those of EJB, which are no beans of CDI: the container reports no bean for them. */
    private final Set<Class<?>> messageDriven = new LinkedHashSet<>();

    /** For the container. */
    public AperturePortableExtension() {}

    void register(@Observes BeforeBeanDiscovery event) {
        requireCdi4();
        for (Class<?> type : Deployment.TYPES) {
            InterceptorPriority.configure(event.addAnnotatedType(type, type.getName()));
        }
        HealthBeans.types().forEach(type -> event.addAnnotatedType(type, type.getName()));
    }

    /**
     * Says what an earlier container lacks. The container's own error would name only the first
     * class that is missing.
     */
    private static void requireCdi4() {
        String type = "jakarta.enterprise.inject.spi.BeanContainer";
        try {
            Class.forName(type, false, AperturePortableExtension.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new DefinitionException(DeploymentTexts.oldContainer(type), e);
        }
    }

    /**
     * Removes a binding that cannot work. Otherwise the container stops at the first final method
     * and does not report other mistakes. The later checks report the removed binding.
     */
    <T> void found(
            @Observes @WithAnnotations(ApertureControlled.class) ProcessAnnotatedType<T> event) {
        AnnotatedType<T> type = event.getAnnotatedType();
        deployment.unmanaged.annotated(type.getJavaClass());
        check.annotated(type.getJavaClass());
        if (isMessageDriven(type)) {
            messageDriven.add(type.getJavaClass());
        }
        if (finals.takes(type)) {
            event.configureAnnotatedType()
                    .remove(AperturePortableExtension::isBinding)
                    .filterMethods(method -> UnproxyableBeans.isFinal(type) || isHopeless(method))
                    .forEach(method -> method.remove(AperturePortableExtension::isBinding));
        } else if (type.getMethods().stream().anyMatch(this::isHopeless)) {
            event.configureAnnotatedType()
                    .filterMethods(this::isHopeless)
                    .forEach(method -> method.remove(AperturePortableExtension::isBinding));
        }
    }

    private static boolean isMessageDriven(AnnotatedType<?> type) {
        return !Modifier.isAbstract(type.getJavaClass().getModifiers())
                && type.getAnnotations().stream()
                        .anyMatch(each -> each.annotationType().getName().equals(MESSAGE_DRIVEN));
    }

    private boolean isHopeless(AnnotatedMethod<?> method) {
        return Obstacle.of(method.getJavaMember()) != null
                && Bindings.in(method.getAnnotations()) != null;
    }

    private static boolean isBinding(Annotation annotation) {
        return Bindings.in(List.of(annotation)) != null;
    }

    /**
     * Checks a bean. A mistake in its annotations is a definition error, not a failure of the first
     * call.
     */
    void check(@Observes ProcessManagedBean<?> event) {
        AnnotatedType<?> type = event.getAnnotatedBeanClass();
        deployment.unmanaged.bean(type.getJavaClass());
        messageDriven.remove(type.getJavaClass());
        if (finals.report(type.getJavaClass(), errors)) {
            check.check(type.getJavaClass());
            return;
        }
        Map<Method, Collection<? extends Annotation>> onMethods = new HashMap<>();
        for (AnnotatedMethod<?> method : type.getMethods()) {
            onMethods.put(method.getJavaMember(), method.getAnnotations());
        }
        check.check(
                type.getJavaClass(),
                type.getAnnotations(),
                method -> onMethods.getOrDefault(method, List.of(method.getAnnotations())));
    }

    /** Checks the types of a synthetic bean: another extension makes the beans of REST clients. */
    void look(@Observes ProcessSyntheticBean<?> event) {
        for (Type type : event.getBean().getTypes()) {
            if (type instanceof Class<?> known) {
                check.typeOfBean(known);
            }
        }
    }

    /** Checks what a producer method makes, unless it may let the container intercept that. */
    void produced(@Observes ProcessProducerMethod<?, ?> event) {
        AnnotatedMethod<?> producer = event.getAnnotatedProducerMethod();
        if (producer.getParameters().stream()
                .map(AnnotatedParameter::getJavaParameter)
                .noneMatch(parameter -> parameter.getType() == InterceptionFactory.class)) {
            check.produced(
                    event.getBean().getBeanClass(),
                    producer.getBaseType(),
                    MethodText.of(producer.getJavaMember()));
        }
    }

    /** Checks what a producer field holds. */
    void produced(@Observes ProcessProducerField<?, ?> event) {
        Field producer = event.getAnnotatedProducerField().getJavaMember();
        check.produced(
                event.getBean().getBeanClass(),
                event.getAnnotatedProducerField().getBaseType(),
                producer.getDeclaringClass().getName() + "." + producer.getName());
    }

    void declare(@Observes AfterBeanDiscovery event) {
        for (Class<?> type : messageDriven) {
            finals.report(type, errors);
            check.check(type);
        }
        DeclaredControlPoints declared = check.controlPoints();
        event.addBean()
                .types(DeclaredControlPoints.class)
                .scope(Singleton.class)
                .createWith(context -> declared);
        event.addBean()
                .types(DeployedMethods.class)
                .scope(Singleton.class)
                .createWith(context -> check.methods());
    }

    /**
     * Fails the deployment with all errors of methods and configuration in one problem. From
     * several problems Weld makes a list whose first line says nothing.
     */
    void validate(@Observes AfterDeploymentValidation event) {
        deployment.report(UnmanagedClasses::hasNoConstructor);
        errors.run(() -> FlowControlProducer.check(check.controlPoints().names()));
        if (!errors.isEmpty()) {
            event.addDeploymentProblem(new DefinitionException(errors.text()));
        }
    }
}
