package io.github.aperturecdi.redeploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Another JVM, seen through the JDK's own tool. */
record Jvm(long pid) {

    private static final Pattern THREAD = Pattern.compile("^\"([^\"]*)\"", Pattern.MULTILINE);

    private String jcmd(String... command) {
        try {
            ProcessBuilder jcmd =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                            // Milliseconds; by itself it gives up on a busy JVM after ten seconds.
                            "-J-Dsun.tools.attach.attachTimeout=600000",
                            Long.toString(pid));
            jcmd.command().addAll(List.of(command));
            Process process = jcmd.redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Four times, as what one collection frees may have held more. */
    void collectGarbage() {
        for (int i = 0; i < 4; i++) {
            jcmd("GC.run");
        }
    }

    /**
     * How often a class is loaded: once for each class loader that is still there. A histogram
     * would not say, as it knows only classes with instances.
     */
    long copies(String className) {
        return jcmd("VM.class_hierarchy", className)
                .lines()
                .filter(line -> line.contains(className + "/0x"))
                .count();
    }

    List<String> threads() {
        return THREAD.matcher(jcmd("Thread.print")).results().map(r -> r.group(1)).toList();
    }
}
