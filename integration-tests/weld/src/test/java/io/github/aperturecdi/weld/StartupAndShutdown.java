package io.github.aperturecdi.weld;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;

/**
 * Weld leaves these two events to the container around it, and weld-embedded does not fire them.
 */
public class StartupAndShutdown implements Extension {

    void start(
            @Observes @Initialized(ApplicationScoped.class) Object application, BeanManager beans) {
        beans.getEvent().select(Startup.class).fire(new Startup());
    }

    void shutDown(
            @Observes @BeforeDestroyed(ApplicationScoped.class) Object application,
            BeanManager beans) {
        beans.getEvent().select(Shutdown.class).fire(new Shutdown());
    }
}
