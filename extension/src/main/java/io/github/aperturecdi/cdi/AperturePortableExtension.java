package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.Messages;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.util.ArrayList;
import java.util.List;

/** Registers the library with Weld and OpenWebBeans. */
public class AperturePortableExtension implements Extension {

    private final ControlledMethods methods =
            new ControlledMethods(Thread.currentThread().getContextClassLoader());

    private final List<String> errors = new ArrayList<>();

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
                    methods.plan(type.getJavaClass(), method.getJavaMember());
                } catch (IllegalArgumentException e) {
                    errors.add(e.getMessage());
                }
            }
        }
    }

    void checkCaching(@Observes ProcessManagedBean<?> event) {
        for (String method : UncontrolledCaching.in(event.getAnnotatedBeanClass())) {
            errors.add(Messages.cachedAlone(method));
        }
    }

    /**
     * Where the container has a way to fail a deployment, errors of methods and configuration fail
     * it, all together. Here and not one by one where they are found: Weld would show a list whose
     * first line says nothing.
     */
    void validate(@Observes AfterDeploymentValidation event) {
        try {
            FlowControlProducer.check();
        } catch (RuntimeException e) {
            errors.add(e.getMessage());
        }
        // The application gets its own.
        methods.close();
        if (!errors.isEmpty()) {
            event.addDeploymentProblem(new DefinitionException(Messages.all(errors)));
        }
    }
}
