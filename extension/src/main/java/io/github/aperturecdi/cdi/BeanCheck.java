package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Looks at the beans of a deployment before any call, and makes the plan of each controlled method:
 * what an annotation asks for and cannot get is an error of the deployment.
 */
final class BeanCheck {

    static final String REST_CLIENT =
            "org.eclipse.microprofile.rest.client.inject.RegisterRestClient";

    private final MethodPlanner planner;
    private final DeployedMethods methods = new DeployedMethods();
    private final DeploymentErrors errors;
    private final boolean defaultMethods;
    private final SubResources subResources;
    private final Set<String> controlPoints = new TreeSet<>();
    private final Set<String> inRampMode = new TreeSet<>();
    private final Map<String, Set<String>> labels = new TreeMap<>();

    /**
     * A check.
     *
     * @param planner makes the plans
     * @param errors takes the errors
     * @param defaultMethods whether the container looks at the bindings of default methods that a
     *     bean inherits; ArC of Quarkus 3.33 goes by the class's alone
     */
    BeanCheck(MethodPlanner planner, DeploymentErrors errors, boolean defaultMethods) {
        this.planner = planner;
        this.errors = errors;
        this.defaultMethods = defaultMethods;
        subResources = new SubResources(errors);
    }

    /** Reports what only all beans together tell. */
    void report(UnmanagedClasses beans) {
        subResources.report(beans);
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
     * A class with the annotation, bean or not: the bean of a REST client is made by its container,
     * and the interface is what its author wrote.
     */
    void annotated(Class<?> type) {
        if (isRestClient(type)) {
            check(type);
        }
    }

    /** A type of a bean: of a REST client, the interface, which may have no annotation itself. */
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

    /** A bean as its author wrote it. */
    void check(Class<?> bean) {
        check(bean, List.of(bean.getAnnotations()), method -> List.of(method.getAnnotations()));
    }

    /**
     * A bean.
     *
     * @param bean its class
     * @param onClass the class's annotations, with those that extensions have added
     * @param onMethod likewise, of a method
     */
    void check(
            Class<?> bean,
            Collection<? extends Annotation> onClass,
            Function<Method, Collection<? extends Annotation>> onMethod) {
        Collection<Method> methodsOfBean;
        try {
            checkConstructors(bean);
            methodsOfBean = methodsOf(bean);
        } catch (LinkageError e) {
            // A class that needs an optional library: a container takes it all the same, or says
            // so.
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

    /** Declared and inherited, without those that are overridden. */
    private static Collection<Method> methodsOf(Class<?> bean) {
        Map<Object, Method> found = new LinkedHashMap<>();
        for (Class<?> type = bean;
                type != null && type != Object.class;
                type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                add(found, method);
            }
        }
        for (Method method : bean.getMethods()) {
            // Of an interface for which a container makes the bean, all.
            if (method.isDefault() || bean.isInterface() && !isStatic(method)) {
                add(found, method);
            }
        }
        return found.values();
    }

    private static boolean isStatic(Method method) {
        return Modifier.isStatic(method.getModifiers());
    }

    private static void add(Map<Object, Method> found, Method method) {
        if (!method.isSynthetic()) {
            // Nothing overrides a private method.
            found.putIfAbsent(
                    Modifier.isPrivate(method.getModifiers())
                            ? method
                            : List.of(method.getName(), List.of(method.getParameterTypes())),
                    method);
        }
    }
}
