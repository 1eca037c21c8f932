package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks of memory, each in a JVM of its own with a small heap. */
@Tag("slow")
class SmallHeapTest {

    @TempDir Path path;

    private void runs(Class<?> program, String heap, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                heap,
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(arguments));
        Path out = path.resolve("out");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    }

    @Test
    void values_that_come_once_from_many_threads_fit_into_a_small_heap_and_the_limits_hold()
            throws Exception {
        runs(ManyLabelValues.class, "-Xmx256m", "300000", "16");
    }

    @Test
    void a_million_values_take_350_bytes_each_at_most_and_are_gone_when_they_are_idle()
            throws Exception {
        runs(IdleLabelValues.class, "-Xmx400m", "1000000");
    }

    @Test
    void ten_thousand_waiting_flows_take_no_threads_and_less_than_a_kilobyte_each()
            throws Exception {
        runs(ManyWaitingFlows.class, "-Xmx64m", "10000");
    }
}
