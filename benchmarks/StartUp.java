import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/**
 * Measures what this library adds to the start of Open Liberty, to its memory and threads, and to
 * the size of a WAR. It starts the same application with and without the library in turn, and
 * prints the medians as CSV. {@code benchmarks/measure.sh start} builds what it needs: the server
 * and the libraries of sample-war.
 */
class StartUp {

    private static final Path SAMPLE = Path.of("sample-war", "target");
    private static final Path SERVER = SAMPLE.resolve("liberty/wlp").toAbsolutePath();
    private static final int RUNS = Integer.getInteger("runs", 5);

    private static final String RESOURCE =
            """
            package hello;

            import jakarta.enterprise.context.ApplicationScoped;
            import jakarta.inject.Inject;
            import jakarta.ws.rs.ApplicationPath;
            import jakarta.ws.rs.GET;
            import jakarta.ws.rs.Path;
            import jakarta.ws.rs.core.Application;

            @Path("hello")
            @ApplicationScoped
            public class Hello {

                @ApplicationPath("/")
                public static class App extends Application {}

                @GET
                %s
                public String hello() {
                    return "hello";
                }
            }
            """;

    private static final String POLICY =
            """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      selectors: [{control_point: hello}]
                      in_ports:
                        bucket_capacity: {constant_signal: {value: 1000}}
                        fill_amount: {constant_signal: {value: 1000}}
                      parameters: {interval: 1s}
            """;

    private static final String CONFIGURATION =
            """
            <server>
              <featureManager>
                <feature>restfulWS-3.1</feature>
                <feature>cdi-4.0</feature>
                <feature>mpConfig-3.1</feature>
              </featureManager>
              <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
              <webApplication location="hello.war" contextRoot="/"/>
            </server>
            """;

    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("start-up");
        Path libraries = Files.createDirectory(work.resolve("lib"));
        unpackLibraries(libraries);
        Map<String, Map<String, List<Double>>> measured = new TreeMap<>();
        for (String variant : List.of("without", "with")) {
            Path war = war(work, variant, libraries);
            put(measured, variant, "size of the WAR (MB)", Files.size(war) / 1e6);
        }
        // The first start of each fills the caches of the server, and does not count.
        for (int run = 0; run <= RUNS; run++) {
            for (String variant : List.of("without", "with")) {
                Map<String, Double> figures = start(work.resolve(variant));
                if (run > 0) {
                    figures.forEach((metric, value) -> put(measured, variant, metric, value));
                }
                System.err.println(variant + " " + figures);
            }
        }
        System.out.println("variant,threads,metric,value");
        for (String variant : List.of("without", "with")) {
            measured.get(variant)
                    .forEach(
                            (metric, values) ->
                                    System.out.printf(
                                            "%s,,%s,%.3f%n", variant, metric, median(values)));
        }
    }

    private static void put(
            Map<String, Map<String, List<Double>>> measured,
            String variant,
            String metric,
            double value) {
        measured.computeIfAbsent(variant, v -> new TreeMap<>())
                .computeIfAbsent(metric, m -> new ArrayList<>())
                .add(value);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void unpackLibraries(Path to) throws IOException {
        Path war;
        try (Stream<Path> files = Files.list(SAMPLE)) {
            war = files.filter(file -> file.toString().endsWith(".war")).findFirst().orElseThrow();
        }
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().matches("WEB-INF/lib/.*\\.jar")) {
                    Files.copy(
                            zip.getInputStream(entry),
                            to.resolve(Path.of(entry.getName()).getFileName()));
                }
            }
        }
    }

    /** Compiles the application, and puts it into a server of its own. */
    private static Path war(Path work, String variant, Path libraries) throws IOException {
        boolean with = variant.equals("with");
        Path source = Files.createDirectories(work.resolve(variant + "-source"));
        Path classes = Files.createDirectories(work.resolve(variant + "-classes"));
        Files.writeString(
                source.resolve("Hello.java"),
                RESOURCE.formatted(
                        with ? "@io.github.aperturecdi.ApertureControlled(\"hello\")" : ""));
        String classPath =
                Stream.of(SERVER.resolve("dev/api/spec"), libraries)
                        .flatMap(folder -> Stream.of(folder.toFile().listFiles()))
                        .map(File::getPath)
                        .filter(name -> name.endsWith(".jar"))
                        .reduce((all, one) -> all + File.pathSeparator + one)
                        .orElseThrow();
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                System.err,
                                System.err,
                                "-cp",
                                classPath,
                                "--release",
                                "17",
                                "-nowarn",
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                source.resolve("Hello.java").toString());
        if (result != 0) {
            throw new IllegalStateException("the application does not compile");
        }
        Path server = work.resolve(variant).resolve("servers/defaultServer");
        Path war = Files.createDirectories(server.resolve("apps")).resolve("hello.war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    add(
                            zip,
                            "WEB-INF/classes/" + classes.relativize(file),
                            Files.readAllBytes(file));
                }
            }
            if (with) {
                add(zip, "WEB-INF/classes/META-INF/aperture/hello.yaml", POLICY.getBytes());
                for (File library : libraries.toFile().listFiles()) {
                    add(
                            zip,
                            "WEB-INF/lib/" + library.getName(),
                            Files.readAllBytes(library.toPath()));
                }
            }
        }
        return war;
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** Starts a server, sends one request, and stops the server. */
    private static Map<String, Double> start(Path user) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path server = user.resolve("servers/defaultServer");
        Files.writeString(server.resolve("server.xml"), CONFIGURATION.formatted(port));
        Files.deleteIfExists(server.resolve("logs/messages.log"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        // What the server's own script passes to the JVM.
                        "@" + SERVER.resolve("lib/platform/java/java9.options"),
                        "-javaagent:" + SERVER.resolve("bin/tools/ws-javaagent.jar"),
                        "-jar",
                        SERVER.resolve("bin/tools/ws-server.jar").toString(),
                        "defaultServer");
        builder.environment().put("WLP_USER_DIR", user.toString());
        builder.redirectErrorStream(true)
                .redirectOutput(user.resolve("console.log").toFile())
                .directory(SERVER.toFile());
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            while (!answers(port)) {
                if (!process.isAlive() || System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(3)) {
                    throw new IllegalStateException(
                            Files.readString(user.resolve("console.log")));
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
            return new TreeMap<>(
                    Map.of(
                            "until the first answer (s)",
                            seconds,
                            "start of the application (s)",
                            number(
                                    Files.readString(server.resolve("logs/messages.log")),
                                    "CWWKZ0001I: .* in ([0-9.]+)"),
                            "resident memory (MB)",
                            number(status, "VmRSS:\\s+([0-9]+)") / 1024,
                            "number of threads",
                            number(status, "Threads:\\s+([0-9]+)")));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static double number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection request =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + port + "/hello").toURL().openConnection();
            request.setConnectTimeout(1_000);
            request.setReadTimeout(60_000);
            return request.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
