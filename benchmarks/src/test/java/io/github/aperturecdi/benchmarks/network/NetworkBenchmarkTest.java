package io.github.aperturecdi.benchmarks.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Runs each part for a moment. It measures nothing. */
class NetworkBenchmarkTest {

    static final List<String> PARTS = NetworkBenchmark.PARTS;

    @ParameterizedTest
    @FieldSource("PARTS")
    void each_part_runs_and_writes_its_figures(String part, @TempDir Path results)
            throws Exception {
        new NetworkBenchmark(1, 50, 50, results).run(List.of(part));
        List<String> lines = Files.readAllLines(results.resolve("network-" + part + ".csv"));
        assertThat(lines).element(0).asString().startsWith("# JDK ");
        assertThat(lines).element(1).isEqualTo("variant,threads,metric,value");
        assertThat(lines.subList(2, lines.size()))
                .isNotEmpty()
                .allSatisfy(
                        line -> {
                            String[] cells = line.split(",");
                            assertThat(cells).hasSize(4);
                            assertThat(Double.parseDouble(cells[3])).isNotNegative();
                        })
                .anyMatch(line -> line.contains(",flows,"));
    }
}
