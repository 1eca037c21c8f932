package io.github.aperturecdi.test;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.spi.event.container.BeforeDeploy;
import org.jboss.arquillian.container.test.impl.execution.event.LocalExecutionEvent;
import org.jboss.arquillian.container.test.spi.client.deployment.AuxiliaryArchiveAppender;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.container.LibraryContainer;
import org.jboss.shrinkwrap.api.spec.JavaArchive;

/**
 * Lets applications that Arquillian deploys find the agent of their test. The agent runs in the JVM
 * that starts the test.
 */
public final class ArquillianSupport implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Deployments.class).service(AuxiliaryArchiveAppender.class, Kit.class);
    }

    /** Adds the address of the agent to what is deployed, and the agent to tests in there. */
    public static final class Deployments {

        /** Above those of environment variables and of system properties. */
        private static final String ORDINAL = "500";

        /**
         * Adds a library with the configuration.
         *
         * @param event the deployment that begins
         */
        public void configure(@Observes BeforeDeploy event) {
            RunningTest test = RunningTest.current();
            if (test != null && archive(event.getDeployment()) instanceof LibraryContainer<?> app) {
                Map<String, String> configuration = new LinkedHashMap<>(test.configuration());
                configuration.put("config_ordinal", ORDINAL);
                app.addAsLibrary(
                        ShrinkWrap.create(JavaArchive.class, "aperture-test-agent.jar")
                                .addAsResource(
                                        new StringAsset(DeployedAgent.text(configuration)),
                                        "META-INF/microprofile-config.properties")
                                .addAsResource(
                                        new StringAsset(test.deployed().properties()),
                                        DeployedAgent.RESOURCE));
            }
        }

        private static Archive<?> archive(DeploymentDescription deployment) {
            Archive<?> testable = deployment.getTestableArchive();
            return testable == null ? deployment.getArchive() : testable;
        }

        /**
         * Sets the fields of a test that runs in a container of this JVM. Quarkus makes an instance
         * of its own there, in a class loader with a copy of the kit.
         *
         * @param event the test that begins
         * @throws ReflectiveOperationException if the fields cannot be set
         */
        public void enrich(@Observes(precedence = 1) LocalExecutionEvent event)
                throws ReflectiveOperationException {
            if (RunningTest.current() != null) {
                Object instance = event.getExecutor().getInstance();
                Method setFields =
                        Class.forName(
                                        ApertureAgentExtension.class.getName(),
                                        true,
                                        instance.getClass().getClassLoader())
                                .getDeclaredMethod("setFields", Object.class);
                setFields.setAccessible(true);
                setFields.invoke(null, instance);
            }
        }
    }

    /** The classes of the kit, for a test that runs in a server. */
    public static final class Kit implements AuxiliaryArchiveAppender {

        @Override
        public Archive<?> createAuxiliaryArchive() {
            return ShrinkWrap.create(JavaArchive.class, "aperture-cdi-test.jar")
                    .addPackages(
                            false,
                            // The server has no Arquillian.
                            path -> !path.get().contains("Arquillian"),
                            TestAgent.class.getPackage());
        }
    }
}
