package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.internal.reflect.BeanMethods;
import io.github.aperturecdi.internal.reflect.Supertypes;
import jakarta.decorator.Decorator;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Checks the beans of a deployment before the first call and makes the plan of each controlled
 * method. An annotation that cannot work is an error of the deployment.
 */
final class BeanCheck {

    static final String REST_CLIENT =
            "org.eclipse.microprofile.rest.client.inject.RegisterRestClient";

    private final MethodPlanner planner;
    private final DeployedMethods methods = new DeployedMethods();
    private final DeploymentErrors errors;
    private final boolean defaultMethods;
    private final SubResources subResources;
    private final ProducedObjects produced = new ProducedObjects();
    private final Set<String> controlPoints = new TreeSet<>();
    private final Set<String> inRampMode = new TreeSet<>();
    private final Map<String, Set<String>> labels = new TreeMap<>();

    /**
     * Creates a check.
     *
     * @param planner makes the plans
     * @param errors takes the errors
     * @param defaultMethods whether the container applies bindings of default methods that a bean
     *     inherits; ArC of Quarkus 3.33 applies only those of the class
     */
    BeanCheck(MethodPlanner planner, DeploymentErrors errors, boolean defaultMethods) {
        this.planner = planner;
        this.errors = errors;
        this.defaultMethods = defaultMethods;
        subResources = new SubResources(errors);
    }

    /** Reports the mistakes that show only once all beans are known. */
    void report(UnmanagedClasses beans) {
        subResources.report(beans);
        produced.report(beans);
    }

    /** Checks what a producer makes, given by the class that has it, its type and its place. */
    void produced(Class<?> bean, Type type, String producer) {
        produced.look(bean, type, producer);
    }

    /** The controlled methods seen so far. */
    DeployedMethods methods() {
        return methods;
    }

    /** The control points of all methods seen so far. */
    DeclaredControlPoints controlPoints() {
        return new DeclaredControlPoints(controlPoints, inRampMode, labels);
    }

    /**
     * Checks an annotated class that is no bean: a decorator, or the interface of a REST client.
     * The container generates the client's bean, so the author's methods are those of the
     * interface.
     */
    void annotated(Class<?> type) {
        if (isRestClient(type)) {
            check(type);
        } else if (type.isAnnotationPresent(Decorator.class)) {
            // Not of its superclass, which may be a bean.
            String bound =
                    Bindings.in(List.of(type.getDeclaredAnnotations())) != null
                            ? type.getName()
                            : Bindings.placeIn(Supertypes.readableMethods(type));
            if (bound != null) {
                errors.add(DeploymentTexts.decorator(bound));
            }
        }
    }

    /**
     * Checks the sub-resources of a bean's type if it is the interface of a REST client. The
     * interface may have no binding itself.
     */
    void typeOfBean(Class<?> type) {
        if (isRestClient(type)) {
            subResources.look(type);
        }
    }

    static boolean isRestClient(Class<?> type) {
        return type.isInterface()
                && Arrays.stream(type.getAnnotations())
                        .anyMatch(a -> a.annotationType().getName().equals(REST_CLIENT));
    }

    /** Checks a bean by the annotations in its source. */
    void check(Class<?> bean) {
        check(bean, List.of(bean.getAnnotations()), method -> List.of(method.getAnnotations()));
    }

    /**
     * Checks a bean by the annotations that the container knows.
     *
     * @param bean the bean's class
     * @param onClass the annotations of the class, including those that extensions have added
     * @param onMethod the annotations of a method, including those that extensions have added
     */
    void check(
            Class<?> bean,
            Collection<? extends Annotation> onClass,
            Function<Method, Collection<? extends Annotation>> onMethod) {
        Collection<Method> methodsOfBean;
        try {
            checkConstructors(bean);
            methodsOfBean = BeanMethods.of(bean);
        } catch (LinkageError e) {
            // The class needs an optional library that is absent. The container accepts it or
            // reports it.
            return;
        }
        subResources.look(bean);
        for (Method method : methodsOfBean) {
            check(bean, method, onClass, onMethod.apply(method));
        }
        new InterfaceBindings(bean, onClass, onMethod, defaultMethods).report(errors);
    }

    private void check(
            Class<?> bean,
            Method method,
            Collection<? extends Annotation> onClass,
            Collection<? extends Annotation> onMethod) {
        String place = MethodText.of(method);
        ApertureControlled own = Bindings.in(onMethod);
        boolean written = Bindings.in(List.of(method.getAnnotations())) != null;
        if (Uncontrolled.is(method, onMethod)) {
            if (own != null || written) {
                errors.add(Uncontrolled.message(method, onMethod));
            }
            return;
        }
        String obstacle = Obstacle.of(method);
        if (obstacle != null && written) {
            errors.add(DeploymentTexts.notInterceptable(place, obstacle));
            return;
        }
        if (Obstacle.isOutOfReach(bean, method)) {
            if (own != null) {
                errors.add(DeploymentTexts.outOfReach(place, bean.getName()));
            }
            return;
        }
        boolean exempt = Bindings.exempt(onMethod);
        if (exempt && own != null) {
            errors.add(DeploymentTexts.controlledAndExempt(place));
            return;
        }
        ApertureControlled binding = exempt ? null : Bindings.of(onMethod, onClass);
        if (binding == null) {
            if (onMethod.stream().anyMatch(ApertureCached.class::isInstance)) {
                errors.add(DeploymentTexts.cachedAlone(place));
            }
            return;
        }
        if (obstacle == null) {
            ControlledMethod plan = errors.get(() -> planner.plan(bean, method, binding));
            if (plan != null) {
                methods.add(bean, method, binding);
                controlPoints.add(plan.controlPoint());
                labels.computeIfAbsent(plan.controlPoint(), name -> new TreeSet<>())
                        .addAll(plan.labels().keys());
                if (plan.rampMode()) {
                    inRampMode.add(plan.controlPoint());
                }
            }
        }
    }

    private void checkConstructors(Class<?> bean) {
        for (Constructor<?> constructor : bean.getDeclaredConstructors()) {
            if (Bindings.in(List.of(constructor.getAnnotations())) != null) {
                errors.add(DeploymentTexts.constructor(bean.getName()));
            }
        }
    }
}
