package io.github.aperturecdi.virtualthreads;

import io.github.aperturecdi.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with this one's class path, on another JDK. Whoever starts it closes it. */
final class ChildJvm implements AutoCloseable {

    private static final long MAX_MINUTES = 20;

    /** Deeper than any stack there is: a pin belongs to whoever has a frame anywhere in it. */
    private static final String WHOLE_STACKS = "-XX:FlightRecorderOptions:stackdepth=1024";

    /** Half the time: code that runs for seconds pays for no better compiler. */
    private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ChildJvm start(Jdk jdk, Class<?> main, Path output, String... args) throws IOException {
        ProcessBuilder java =
                new ProcessBuilder(
                        jdk.java().toString(),
                        WHOLE_STACKS,
                        FIRST_COMPILER,
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName());
        java.command().addAll(List.of(args));
        // Settings of whoever runs the build are for its own JVM and its own agent.
        java.environment()
                .keySet()
                .removeIf(name -> name.startsWith("APERTURE_") || name.equals("JDK_JAVA_OPTIONS"));
        return new ChildJvm(
                java.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
    }

    void awaitSuccess() throws IOException, InterruptedException {
        boolean exited = process.waitFor(MAX_MINUTES, TimeUnit.MINUTES);
        if (!exited || process.exitValue() != 0) {
            throw new AssertionError(
                    (exited ? "exit code " + process.exitValue() : "still runs")
                            + ", output:\n"
                            + Files.readString(output));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
