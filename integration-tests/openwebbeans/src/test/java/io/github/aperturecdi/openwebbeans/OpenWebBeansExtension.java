package io.github.aperturecdi.openwebbeans;

import org.jboss.arquillian.container.spi.event.container.BeforeDeploy;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * The adapter of OpenWebBeans leaves the class loader of a failed deployment with the thread, and
 * no later deployment starts.
 */
public class OpenWebBeansExtension implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(ClassLoaderOfTheThread.class);
    }

    /** Each deployment starts with the class loader of the tests. */
    public static class ClassLoaderOfTheThread {

        void reset(@Observes BeforeDeploy deployment) {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }
}
