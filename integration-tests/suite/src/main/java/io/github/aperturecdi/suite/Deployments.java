package io.github.aperturecdi.suite;

import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Applications as their authors write them. */
final class Deployments {

    private Deployments() {}

    static WebArchive of(Class<?>... classes) {
        return ShrinkWrap.create(WebArchive.class)
                .addClasses(classes)
                .addClass(Patience.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    static WebArchive withScriptedAgent(Class<?>... classes) {
        return of(classes)
                .addClasses(DeployedAgent.class, DeployedAgentConfigSource.class)
                .addAsServiceProvider(ConfigSource.class, DeployedAgentConfigSource.class);
    }

    static WebArchive configured(WebArchive application, String... lines) {
        return application.addAsResource(
                new StringAsset(String.join("\n", lines)),
                "META-INF/microprofile-config.properties");
    }

    /** WildFly shows an application no other modules of the JDK than these and java.se. */
    static WebArchive withModules(WebArchive application, String... names) {
        return application.setManifest(
                new StringAsset("Dependencies: " + String.join(", ", names) + "\n"));
    }
}
