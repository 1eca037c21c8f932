package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.refusal.RejectionMappers;
import java.util.List;
import java.util.function.Predicate;

/**
 * One deployment, as the container's extension sees it: the library's beans, and the check of the
 * application's beans.
 */
final class Deployment {

    /**
     * The library's beans. The jar's beans.xml discovers nothing, so one of the two extensions
     * registers each of these once.
     */
    static final List<Class<?>> TYPES =
            List.of(
                    ApertureInterceptor.class,
                    ControlledCalls.class,
                    FlowControlProducer.class,
                    LabelSources.class,
                    CallerHeaders.class,
                    RequestHeaders.class);

    final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    final DeploymentErrors errors = new DeploymentErrors();
    final UnmanagedClasses unmanaged = new UnmanagedClasses();
    final BeanCheck check;
    private final MethodPlanner planner = MethodPlanner.load(loader, RejectionMappers.NONE);

    /**
     * Creates a deployment.
     *
     * @param defaultMethods whether the container applies bindings of default methods that a bean
     *     inherits
     */
    Deployment(boolean defaultMethods) {
        check = new BeanCheck(planner, errors, defaultMethods);
    }

    /**
     * Ends the check with the errors that show only once all beans are known, and closes the codecs
     * of the check. The application has its own.
     *
     * @param cannotBeBean whether the container cannot make a bean of a class
     */
    void report(Predicate<Class<?>> cannotBeBean) {
        unmanaged.report(
                type -> UnmanagedClasses.needsAnOuterInstance(type) || cannotBeBean.test(type),
                errors);
        check.report(unmanaged);
        planner.close();
    }
}
