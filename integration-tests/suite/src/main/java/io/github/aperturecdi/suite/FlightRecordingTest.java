package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flows in a recording of the container's JVM. The application does nothing for it. */
@ExtendWith(ArquillianExtension.class)
class FlightRecordingTest {

    private static final String FLOW = "aperture.Flow";

    @Inject Shop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.withModules(Deployments.withScriptedAgent(Shop.class), "jdk.jfr");
    }

    @Test
    void a_recording_that_enables_flows_gets_them() throws IOException {
        DeployedAgent.fresh();
        List<RecordedEvent> flows = recorded(() -> shop.order("u-1", 1));
        assertThat(flows).hasSize(1);
        RecordedEvent flow = flows.get(0);
        assertThat(flow.getString("controlPoint")).isEqualTo("checkout");
        assertThat(flow.getString("decision")).isEqualTo("ADMITTED");
        assertThat(flow.getBoolean("ran")).isTrue();
        assertThat(flow.getString("status")).isEqualTo("OK");
        assertThat(flow.toString()).doesNotContain("u-1");
    }

    private static List<RecordedEvent> recorded(Runnable work) throws IOException {
        Path file = Files.createTempFile("flows", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(FLOW);
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(FLOW))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }
}
