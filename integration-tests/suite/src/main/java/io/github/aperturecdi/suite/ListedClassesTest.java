package io.github.aperturecdi.suite;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;

/** An application that lists its classes need not list the library's. */
@Tag("http")
@Tag("rest-services")
class ListedClassesTest extends ListedResources {

    @Deployment
    static WebArchive application() {
        return listedBy(ListingApplication.class);
    }
}
