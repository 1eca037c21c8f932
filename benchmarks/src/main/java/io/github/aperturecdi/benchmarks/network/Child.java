package io.github.aperturecdi.benchmarks.network;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A Java process that answers each line with one line. It has a core of its own if possible. */
final class Child implements AutoCloseable {

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    private Child(Process process) {
        this.process = process;
        commands = new PrintWriter(process.getOutputStream(), true);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    /**
     * Starts a process.
     *
     * @param core the number of its core
     * @param without the parts of jar names that its class path leaves out
     */
    static Child start(int core, List<String> without, Class<?> main, Object... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (pins()) {
            command.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(options());
        command.addAll(List.of("-cp", classPath(without), main.getName()));
        Arrays.stream(args).map(Object::toString).forEach(command::add);
        return new Child(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Further options of all processes, such as those of a flight recording. */
    private static List<String> options() {
        String options = System.getProperty("child.options", "");
        return options.isBlank() ? List.of() : List.of(options.split(" "));
    }

    /** Whether there are two cores, and the tool that assigns them. */
    static boolean pins() {
        return Runtime.getRuntime().availableProcessors() > 1
                && Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(folder -> new File(folder, "taskset").canExecute());
    }

    private static String classPath(List<String> without) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> without.stream().noneMatch(new File(jar).getName()::startsWith))
                .collect(Collectors.joining(File.pathSeparator));
    }

    String read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the process has ended");
        }
        return line;
    }

    String ask(String command) throws IOException {
        commands.println(command);
        return read();
    }

    /** Ends the process at once. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        commands.close();
        process.onExit().join();
    }
}
