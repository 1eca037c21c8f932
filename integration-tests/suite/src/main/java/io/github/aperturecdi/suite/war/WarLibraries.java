package io.github.aperturecdi.suite.war;

import java.io.File;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.container.LibraryContainer;

/**
 * Puts the jars under test into each WAR, as a user of an application server does. The system
 * property {@code libraries} names their folder.
 */
public class WarLibraries implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(ApplicationArchiveProcessor.class, Libraries.class);
    }

    /** Adds each file of the folder. Arquillian does so only where tests run inside. */
    public static <T extends Archive<?>> T addTo(T application) {
        ((LibraryContainer<?>) application)
                .addAsLibraries(new File(System.getProperty("libraries")).listFiles());
        return application;
    }

    /** Adds them where Arquillian asks for it. */
    public static class Libraries implements ApplicationArchiveProcessor {

        @Override
        public void process(Archive<?> application, TestClass test) {
            addTo(application);
        }
    }
}
