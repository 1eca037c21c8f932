package io.github.aperturecdi.helidon;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.arquillian.protocol.rest.RESTMethodExecutor;
import org.jboss.shrinkwrap.api.Archive;

/** Helidon is a library: a deployment is a process with the application and Helidon on its path. */
public class HelidonContainer implements DeployableContainer<HelidonConfiguration> {

    private final Map<String, HelidonProcess> running = new HashMap<>();
    private HelidonConfiguration configuration;

    @Override
    public Class<HelidonConfiguration> getConfigurationClass() {
        return HelidonConfiguration.class;
    }

    @Override
    public void setup(HelidonConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        running.values().forEach(HelidonProcess::close);
    }

    /** There are no servlets. */
    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("REST 3.0");
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        try {
            HelidonProcess process = HelidonProcess.start(configuration, archive);
            running.put(archive.getName(), process);
            process.awaitStart();
            return new ProtocolMetaData()
                    .addContext(
                            new HTTPContext("localhost", process.port())
                                    .add(
                                            new Servlet(
                                                    RESTMethodExecutor.ARQUILLIAN_REST_NAME, "/")));
        } catch (IOException e) {
            throw new DeploymentException(archive.getName(), e);
        }
    }

    @Override
    public void undeploy(Archive<?> archive) {
        running.remove(archive.getName()).close();
    }
}
