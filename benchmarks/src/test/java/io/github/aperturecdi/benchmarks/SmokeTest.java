package io.github.aperturecdi.benchmarks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each benchmark for a moment. It fails where a benchmark fails or gives no result. */
class SmokeTest {

    private static final Set<BenchmarkListEntry> BENCHMARKS =
            BenchmarkList.defaultList()
                    .getAll(
                            OutputFormatFactory.createFormatInstance(
                                    System.out, VerboseMode.SILENT),
                            List.of());

    /** Other runs of JMH on the machine do not disturb this one: it measures nothing. */
    @BeforeAll
    static void shareTheMachine() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    static Stream<String> classes() {
        return BENCHMARKS.stream().map(BenchmarkListEntry::getUserClassQName).distinct().sorted();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void eachBenchmarkOfAClassRuns(String benchmarks) throws RunnerException {
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include("^" + Pattern.quote(benchmarks + ".") + ".*$")
                                        .forks(0)
                                        .warmupIterations(0)
                                        .measurementIterations(1)
                                        .measurementTime(TimeValue.milliseconds(20))
                                        .mode(Mode.AverageTime)
                                        .shouldFailOnError(true)
                                        .output("target/" + benchmarks + ".log")
                                        .build())
                        .run();

        assertThat(results)
                .allSatisfy(
                        result ->
                                assertThat(result.getPrimaryResult().getStatistics().getN())
                                        .isPositive());
        assertThat(results.stream().map(result -> result.getParams().getBenchmark()))
                .containsAll(
                        BENCHMARKS.stream()
                                .filter(entry -> entry.getUserClassQName().equals(benchmarks))
                                .map(BenchmarkListEntry::getUsername)
                                .collect(toSet()));
    }
}
