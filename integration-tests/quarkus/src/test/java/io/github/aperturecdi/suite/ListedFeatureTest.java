package io.github.aperturecdi.suite;

import io.github.aperturecdi.rest.ProvidersFeature;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Quarkus loads no features as services, so an application that lists its classes lists it. */
class ListedFeatureTest extends ListedResources {

    /** Lists the feature beside its resources. */
    @ApplicationPath("/api")
    public static class Listing extends Application {

        @Override
        public Set<Class<?>> getClasses() {
            return Set.of(ShopResource.class, LabelsResource.class, ProvidersFeature.class);
        }
    }

    @Deployment
    static WebArchive application() {
        return listedBy(Listing.class);
    }
}
