package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.async.AsyncReturns;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;

/** Registers the library with Weld and OpenWebBeans. */
public class AperturePortableExtension implements Extension {

    private final AsyncReturns asyncReturns =
            new AsyncReturns(Thread.currentThread().getContextClassLoader());

    /** For the container. */
    public AperturePortableExtension() {}

    void register(@Observes BeforeBeanDiscovery event) {
        for (Class<?> type : ApertureBuildCompatibleExtension.TYPES) {
            event.addAnnotatedType(type, type.getName());
        }
    }

    /**
     * What a controlled method asks for and cannot get is a definition error, not a failure of its
     * first call.
     */
    void check(@Observes ProcessManagedBean<?> event) {
        AnnotatedType<?> type = event.getAnnotatedBeanClass();
        boolean wholeClass = type.isAnnotationPresent(ApertureControlled.class);
        for (AnnotatedMethod<?> method : type.getMethods()) {
            if (wholeClass || method.isAnnotationPresent(ApertureControlled.class)) {
                try {
                    ControlledMethod.of(type.getJavaClass(), method.getJavaMember(), asyncReturns);
                } catch (IllegalArgumentException e) {
                    event.addDefinitionError(e);
                }
            }
        }
    }

    /** Where the container has a way to fail a deployment, a bad configuration fails it. */
    void validate(@Observes AfterDeploymentValidation event) {
        try {
            FlowControlProducer.check();
        } catch (RuntimeException e) {
            event.addDeploymentProblem(e);
        }
    }
}
