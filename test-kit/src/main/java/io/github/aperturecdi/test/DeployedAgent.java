package io.github.aperturecdi.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What an application in a server knows of the agent of its test, which runs in another JVM.
 *
 * @param address the address of the agent
 * @param apiKey the API key of the application; empty for none
 * @param controlPort the port by which a test in the server uses the agent
 */
record DeployedAgent(String address, String apiKey, int controlPort) {

    /** A resource of the deployed application, not of the JVM that runs the agent. */
    static final String RESOURCE = "META-INF/aperture-test-agent.properties";

    /** The agent of a test that runs in a server; null if the test's own JVM runs the agent. */
    static @Nullable DeployedAgent seenBy(ClassLoader loader) {
        try (InputStream in = loader.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                return null;
            }
            Properties properties = new Properties();
            properties.load(in);
            return new DeployedAgent(
                    properties.getProperty("address"),
                    properties.getProperty("api-key"),
                    Integer.parseInt(properties.getProperty("control-port")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String properties() {
        return text(
                Map.of(
                        "address", address,
                        "api-key", apiKey,
                        "control-port", Integer.toString(controlPort)));
    }

    TestAgent connect() {
        return new TestAgent(
                address,
                apiKey.isEmpty() ? null : apiKey,
                ControlPort.connect(controlPort),
                () -> {});
    }

    /** Entries as the text of a properties file. */
    static String text(Map<String, String> entries) {
        Properties properties = new Properties();
        properties.putAll(entries);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
