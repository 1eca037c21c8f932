package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.Messages;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;

/** Registers the library with Weld and OpenWebBeans. */
public class AperturePortableExtension implements Extension {

    /** For the container. */
    public AperturePortableExtension() {}

    void register(@Observes BeforeBeanDiscovery event) {
        for (Class<?> type : ApertureBuildCompatibleExtension.TYPES) {
            event.addAnnotatedType(type, type.getName());
        }
    }

    void checkCaching(@Observes ProcessManagedBean<?> event) {
        for (String method : UncontrolledCaching.in(event.getAnnotatedBeanClass())) {
            event.addDefinitionError(new IllegalArgumentException(Messages.cachedAlone(method)));
        }
    }

    /** Where the container has a way to fail a deployment, a bad configuration fails it. */
    void validate(@Observes AfterDeploymentValidation event, BeanManager beans) {
        try {
            beans.createInstance().select(FlowControl.class).get();
        } catch (RuntimeException e) {
            event.addDeploymentProblem(e);
        }
    }
}
