package io.github.aperturecdi.cdi;

import io.github.aperturecdi.refusal.RejectionMappers;
import java.util.List;
import java.util.function.Predicate;

/**
 * One deployment, for the extension that the container runs: the library's beans, and the check of
 * the application's.
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
     * A deployment.
     *
     * @param defaultMethods whether the container looks at the bindings of default methods that a
     *     bean inherits
     */
    Deployment(boolean defaultMethods) {
        check = new BeanCheck(planner, errors, defaultMethods);
    }

    /**
     * Ends the check: reports what only all beans together tell. The application gets its own
     * codecs.
     *
     * @param cannotBeBean whether the container makes no bean of a class
     */
    void report(Predicate<Class<?>> cannotBeBean) {
        unmanaged.report(
                type -> UnmanagedClasses.needsAnOuterInstance(type) || cannotBeBean.test(type),
                errors);
        check.report(unmanaged);
        planner.close();
    }
}
