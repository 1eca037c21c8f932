package io.github.aperturecdi.openliberty;

import java.io.File;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.container.LibraryContainer;

/** Puts the jar under test into the WAR, as a user of an application server does. */
public class OpenLibertyExtension implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(ApplicationArchiveProcessor.class, Libraries.class);
    }

    /** Everything Maven has put into {@code target/libs}. */
    public static class Libraries implements ApplicationArchiveProcessor {

        @Override
        public void process(Archive<?> application, TestClass test) {
            ((LibraryContainer<?>) application)
                    .addAsLibraries(new File(System.getProperty("libraries")).listFiles());
        }
    }
}
