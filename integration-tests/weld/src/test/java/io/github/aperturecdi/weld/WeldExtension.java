package io.github.aperturecdi.weld;

import jakarta.enterprise.inject.spi.Extension;
import java.util.ServiceLoader;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.container.ServiceProviderContainer;

/**
 * Weld embedded looks for extensions in the deployment only; a server would find those of the class
 * path, too.
 */
public class WeldExtension implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(ApplicationArchiveProcessor.class, ExtensionsOfTheClassPath.class);
    }

    /**
     * The jar under test and MicroProfile Config. Their beans come from these extensions, so their
     * classes stay out of the archive.
     */
    public static class ExtensionsOfTheClassPath implements ApplicationArchiveProcessor {

        @Override
        public void process(Archive<?> application, TestClass test) {
            Class<?>[] extensions =
                    ServiceLoader.load(Extension.class).stream()
                            .map(ServiceLoader.Provider::type)
                            .toArray(Class<?>[]::new);
            ((ServiceProviderContainer<?>) application)
                    .addAsServiceProvider(Extension.class, extensions);
        }
    }
}
