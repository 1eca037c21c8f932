package io.github.aperturecdi.internal.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowObserver;
import io.github.aperturecdi.flow.FlowObserver.Observation;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.testing.LoaderWithout;
import io.github.aperturecdi.testing.StubAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows in real recordings of this JVM. */
class FlowEventsTest {

    private static final Decision REJECTED =
            Decision.rejected(RejectReason.RATE_LIMITED, 0, null, List.of("per-user"), List.of());

    @TempDir Path folder;

    private static FlowControl flows(Decision decision) {
        return FlowControl.builder()
                .agent(new StubAgent(decision))
                .observer(FlightRecordings.observer().orElseThrow())
                .build();
    }

    private List<RecordedEvent> recorded(boolean enabled, Runnable work) throws IOException {
        Path file = folder.resolve("flows.jfr");
        try (Recording recording = new Recording()) {
            if (enabled) {
                recording.enable(FlowEvent.NAME);
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(FlowEvent.NAME))
                .toList();
    }

    @Test
    void an_admitted_flow_is_one_event_from_its_check_to_its_end() throws IOException {
        List<RecordedEvent> events =
                recorded(
                        true,
                        () -> {
                            try (Flow flow = flows(Decision.admitted()).start(request())) {
                                flow.fail(new IOException("no stock"));
                            }
                        });
        assertThat(events).hasSize(1);
        RecordedEvent event = events.get(0);
        assertThat(event.getString("controlPoint")).isEqualTo("checkout");
        assertThat(event.getString("decision")).isEqualTo("ADMITTED");
        assertThat(event.getString("rejectReason")).isNull();
        assertThat(event.getBoolean("ran")).isTrue();
        assertThat(event.getString("status")).isEqualTo("ERROR");
        assertThat(event.getString("errorType")).isEqualTo("java.io.IOException");
        assertThat(event.toString()).doesNotContain("no stock");
        assertThat(event.getDuration("checkDuration")).isPositive();
        assertThat(event.toString()).doesNotContain("alice");
    }

    private static FlowRequest request() {
        return FlowRequest.at("checkout").label("user", "alice").build();
    }

    @Test
    void a_refusal_tells_its_reason() throws IOException {
        List<RecordedEvent> events =
                recorded(true, () -> flows(REJECTED).startAsync(request()).join().close());
        assertThat(events).hasSize(1);
        RecordedEvent event = events.get(0);
        assertThat(event.getString("decision")).isEqualTo("REJECTED");
        assertThat(event.getString("rejectReason")).isEqualTo("RATE_LIMITED");
        assertThat(event.getBoolean("ran")).isFalse();
        assertThat(event.getString("status")).isEqualTo("UNSET");
        assertThat(event.getString("errorType")).isNull();
    }

    @Test
    void a_recording_that_does_not_enable_flows_gets_none() throws IOException {
        assertThat(recorded(false, () -> flows(REJECTED).start(request()).close())).isEmpty();
    }

    @Test
    void without_a_recording_that_enables_flows_there_is_no_interest() {
        assertThat(FlightRecordings.observer().orElseThrow().asking("checkout"))
                .isSameAs(Observation.NONE);
    }

    @Test
    void the_first_flow_of_a_jvm_without_recordings_does_not_start_the_recorder()
            throws IOException {
        Process java =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-Xlog:class+load",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OneFlow.class.getName())
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader output = java.inputReader()) {
            assertThat(output.lines().filter(line -> line.contains("jfr")))
                    .anyMatch(line -> line.contains(FlowEvents.class.getName() + " "))
                    .noneMatch(line -> line.contains(FlowEvent.class.getName() + " "))
                    .noneMatch(line -> line.contains("jdk.jfr.internal"));
        }
    }

    static final class OneFlow {

        public static void main(String[] args) {
            flows(Decision.admitted()).start(request()).close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_redeployment_leaves_no_event_class_behind(boolean recordingGoesOn) throws Exception {
        Recording recording = new Recording();
        recording.enable(FlowEvent.NAME);
        recording.start();
        WeakReference<ClassLoader> application = deployedAndUndeployed();
        if (!recordingGoesOn) {
            recording.close();
        }
        try {
            Awaitility.await()
                    .until(
                            () -> {
                                System.gc();
                                return application.get() == null;
                            });
        } finally {
            recording.close();
        }
    }

    /** Reflection, as the application's classes are not this test's. */
    private static WeakReference<ClassLoader> deployedAndUndeployed() throws Exception {
        try (LoaderWithout loader = new LoaderWithout("")) {
            Class<?> entry = loader.loadClass(FlightRecordings.class.getName());
            Object observer = ((Optional<?>) entry.getMethod("observer").invoke(null)).get();
            Class<?> type = loader.loadClass(FlowObserver.class.getName());
            Object flow = type.getMethod("asking", String.class).invoke(observer, "checkout");
            assertThat(flow.getClass().getSimpleName()).isEqualTo("Recorded");
            Class<?> status = loader.loadClass(FlowStatus.class.getName());
            loader.loadClass(Observation.class.getName())
                    .getMethod("ended", status, long.class)
                    .invoke(flow, status.getEnumConstants()[0], 1L);
            type.getMethod("close").invoke(observer);
            return new WeakReference<>(loader);
        }
    }
}
