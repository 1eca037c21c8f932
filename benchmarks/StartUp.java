import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/**
 * Measures what this library adds to the start of a server, to its memory and threads, and to the
 * size of a WAR. It starts the same application with and without the library in turn, and prints the
 * medians as CSV. {@code benchmarks/measure.sh start} builds what it needs: the servers of the
 * integration tests, and the libraries of sample-war. Arguments name the servers, such as {@code
 * QUARKUS}; without any, all are measured.
 */
class StartUp {

    /** Without the library, with it and the libraries that it needs, and with the one jar. */
    private static final List<String> VARIANTS = List.of("without", "with", "with all");

    private static final int RUNS = Integer.getInteger("runs", 5);
    private static final Path TESTS = Path.of("integration-tests").toAbsolutePath();
    private static final Path SAMPLE = Path.of("sample-war", "target").toAbsolutePath();
    private static final String OLD_JDK = System.getProperty("java.home");

    /** The home of a JDK for those servers that need Java 21. */
    private static final String NEW_JDK = System.getProperty("newer.jdk", OLD_JDK);

    private static final String RESOURCE =
            """
            package hello;

            import jakarta.enterprise.context.ApplicationScoped;
            import jakarta.ws.rs.ApplicationPath;
            import jakarta.ws.rs.GET;
            import jakarta.ws.rs.Path;
            import jakarta.ws.rs.core.Application;

            @Path("hello")
            @ApplicationScoped
            public class Hello {

                @ApplicationPath("/")
                @ApplicationScoped
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

    /** The application in one variant. {@code base} is the folder of its own server. */
    record Application(Path classes, List<Path> libraries, Path base) {

        /** Returns its size. */
        long war(String place) throws IOException {
            Path war = base.resolve(place);
            Files.createDirectories(war.getParent());
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
                for (Path file : files(classes)) {
                    add(zip, "WEB-INF/classes/" + classes.relativize(file), file);
                }
                for (Path library : libraries) {
                    add(zip, "WEB-INF/lib/" + library.getFileName(), library);
                }
            }
            return Files.size(war);
        }

        private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
            zip.putNextEntry(new ZipEntry(name));
            Files.copy(file, zip);
            zip.closeEntry();
        }
    }

    /** How a server gets an application, and how it starts with it. */
    enum Server {
        OPEN_LIBERTY("Open Liberty", "/hello/hello") {

            private static final String CONFIGURATION =
                    """
                    <server>
                      <featureManager>
                        <feature>restfulWS-3.1</feature>
                        <feature>cdi-4.0</feature>
                        <feature>mpConfig-3.1</feature>
                      </featureManager>
                      <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="${hello.port}" httpsPort="-1"/>
                      <webApplication location="hello.war" contextRoot="/hello"/>
                    </server>
                    """;

            private static final Path HOME = SAMPLE.resolve("liberty/wlp");

            @Override
            long install(Application application, String variant) throws IOException {
                long size = application.war("servers/defaultServer/apps/hello.war");
                Files.writeString(
                        application.base().resolve("servers/defaultServer/server.xml"),
                        CONFIGURATION);
                return size;
            }

            @Override
            ProcessBuilder start(Application application, int port) throws IOException {
                Files.writeString(
                        application
                                .base()
                                .resolve("servers/defaultServer/bootstrap.properties"),
                        "hello.port=" + port);
                ProcessBuilder java =
                        java(
                                OLD_JDK,
                                // What the server's own script passes to the JVM.
                                "@" + HOME.resolve("lib/platform/java/java9.options"),
                                "-javaagent:" + HOME.resolve("bin/tools/ws-javaagent.jar"),
                                "-jar",
                                HOME.resolve("bin/tools/ws-server.jar").toString(),
                                "defaultServer");
                java.environment().put("WLP_USER_DIR", application.base().toString());
                return java;
            }

            @Override
            Map<String, Double> more(Application application) throws IOException {
                return Map.of(
                        "start of the application (s)",
                        number(
                                Files.readString(
                                        application
                                                .base()
                                                .resolve(
                                                        "servers/defaultServer/logs/messages.log")),
                                "CWWKZ0001I: .* in ([0-9.]+)"));
            }
        },
        QUARKUS("Quarkus", "/hello?user=ann") {

            @Override
            List<String> variants() {
                return List.of("without", "with");
            }

            /** Quarkus builds the application itself. */
            private static Path built(String variant) {
                return variant.equals("without")
                        ? Path.of("benchmarks/quarkus-without/target/quarkus-app").toAbsolutePath()
                        : TESTS.resolve("quarkus-app/target/quarkus-app");
            }

            @Override
            long install(Application application, String variant) throws IOException {
                copyFolder(built(variant), application.base().resolve("app"));
                return size(files(application.base()));
            }

            @Override
            ProcessBuilder start(Application application, int port) {
                return java(
                        OLD_JDK,
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        application.base().resolve("app/quarkus-run.jar").toString());
            }
        },
        WILDFLY("WildFly", "/hello/hello") {

            @Override
            long install(Application application, String variant) throws IOException {
                copyFolder(
                        home("wildfly", "wildfly-.*").resolve("standalone/configuration"),
                        application.base().resolve("configuration"));
                return application.war("deployments/hello.war");
            }

            @Override
            ProcessBuilder start(Application application, int port) throws IOException {
                ProcessBuilder script =
                        new ProcessBuilder(
                                "sh",
                                home("wildfly", "wildfly-.*").resolve("bin/standalone.sh").toString(),
                                "-Djboss.server.base.dir=" + application.base(),
                                "-Djboss.http.port=" + port,
                                "-Djboss.https.port=" + freePort(),
                                "-Djboss.management.http.port=" + freePort());
                script.environment().put("JAVA_HOME", OLD_JDK);
                return script;
            }
        },
        PAYARA_MICRO("Payara Micro", "/hello/hello") {

            @Override
            long install(Application application, String variant) throws IOException {
                return application.war("hello.war");
            }

            @Override
            ProcessBuilder start(Application application, int port) throws IOException {
                return java(
                        OLD_JDK,
                        // Each start unpacks the server there.
                        "-Djava.io.tmpdir="
                                + Files.createDirectories(application.base().resolve("tmp")),
                        "-jar",
                        TESTS.resolve("payara-micro/target/payara/payara-micro.jar").toString(),
                        "--nocluster",
                        "--port",
                        "" + port,
                        "--deploy",
                        application.base().resolve("hello.war").toString());
            }
        },
        GLASSFISH("GlassFish", "/hello/hello") {

            /** It keeps its port: it deploys the application in the first start, and then has it. */
            private final Map<Application, Integer> ports = new LinkedHashMap<>();

            @Override
            long install(Application application, String variant) throws IOException {
                Path domain = application.base().resolve("domain1");
                Path original =
                        home("glassfish", "glassfish8").resolve("glassfish/domains/domain1");
                copyFolder(original.resolve("config"), domain.resolve("config"));
                Files.createDirectories(domain.resolve("docroot"));
                ports.put(application, freePort());
                Path xml = domain.resolve("config/domain.xml");
                String configuration = Files.readString(xml);
                for (String listener : List.of("http-listener-1", "http-listener-2", "admin-listener")) {
                    int port = listener.endsWith("1") ? ports.get(application) : freePort();
                    configuration =
                            configuration.replaceAll(
                                    "port=\"\\d+\"(.* name=\"" + listener + "\")",
                                    "port=\"" + port + "\"$1");
                }
                Files.writeString(xml, configuration);
                return application.war("domain1/autodeploy/hello.war");
            }

            @Override
            int port(Application application) {
                return ports.get(application);
            }

            @Override
            ProcessBuilder start(Application application, int port) throws IOException {
                ProcessBuilder script =
                        new ProcessBuilder(
                                "bash",
                                home("glassfish", "glassfish8").resolve("bin/startserv").toString(),
                                "--domaindir",
                                application.base().toString(),
                                "domain1");
                script.environment().put("AS_JAVA", NEW_JDK);
                return script;
            }
        },
        TOMCAT("Tomcat", "/hello/hello") {

            @Override
            long install(Application application, String variant) throws IOException {
                copyFolder(
                        home("tomcat", "apache-tomcat-.*").resolve("conf"),
                        application.base().resolve("conf"));
                // With what makes Tomcat a container for beans.
                List<Path> all = new ArrayList<>(application.libraries());
                all.addAll(
                        list(
                                TESTS.resolve("tomcat/target/libs"),
                                "(weld|jersey|hk2|jakarta|jboss|smallrye|microprofile|javassist|asm|osgi|aop).*"));
                return new Application(application.classes(), all, application.base())
                        .war("webapps/hello.war");
            }

            @Override
            ProcessBuilder start(Application application, int port) throws IOException {
                ProcessBuilder script =
                        new ProcessBuilder(
                                "sh",
                                home("tomcat", "apache-tomcat-.*")
                                        .resolve("bin/catalina.sh")
                                        .toString(),
                                "run");
                Files.createDirectories(application.base().resolve("temp"));
                Files.createDirectories(application.base().resolve("logs"));
                script.environment().put("JAVA_HOME", OLD_JDK);
                script.environment().put("CATALINA_BASE", application.base().toString());
                script.environment().put("CATALINA_OPTS", "-Dhttp.port=" + port);
                return script;
            }
        },
        HELIDON("Helidon", "/hello") {

            @Override
            long install(Application application, String variant) throws IOException {
                return size(files(application.classes())) + size(application.libraries());
            }

            @Override
            ProcessBuilder start(Application application, int port) throws IOException {
                String path =
                        Stream.of(
                                        Stream.of(application.classes()),
                                        application.libraries().stream(),
                                        list(TESTS.resolve("helidon/target/helidon"), ".*").stream())
                                .flatMap(paths -> paths)
                                .map(Path::toString)
                                .collect(Collectors.joining(File.pathSeparator));
                return java(NEW_JDK, "-Dserver.port=" + port, "-cp", path, "io.helidon.Main");
            }
        };

        private final String title;
        private final String path;

        Server(String title, String path) {
            this.title = title;
            this.path = path;
        }

        abstract long install(Application application, String variant) throws IOException;

        abstract ProcessBuilder start(Application application, int port) throws IOException;

        List<String> variants() {
            return VARIANTS;
        }

        int port(Application application) throws IOException {
            return freePort();
        }

        /** What its log says. */
        Map<String, Double> more(Application application) throws IOException {
            return Map.of();
        }

        private static ProcessBuilder java(String jdk, String... arguments) {
            ProcessBuilder java = new ProcessBuilder(jdk + "/bin/java");
            java.command().addAll(List.of(arguments));
            return java;
        }

        /** Where the build of a module has unpacked its server. */
        private static Path home(String module, String name) throws IOException {
            return list(TESTS.resolve(module).resolve("target"), name).get(0);
        }
    }

    public static void main(String[] args) throws Exception {
        List<Server> servers =
                args.length == 0
                        ? List.of(Server.values())
                        : Stream.of(args).map(Server::valueOf).toList();
        Path work = Files.createTempDirectory("start-up");
        System.out.println("variant,threads,metric,value");
        for (Server server : servers) {
            measure(server, work.resolve(server.name()));
        }
    }

    private static void measure(Server server, Path work) throws Exception {
        Map<String, Application> applications = new LinkedHashMap<>();
        Map<String, Map<String, List<Double>>> measured = new LinkedHashMap<>();
        for (String variant : server.variants()) {
            Application application = application(work, variant);
            double megabytes = server.install(application, variant) / 1e6;
            measured.put(variant, new TreeMap<>(Map.of("size (MB)", List.of(megabytes))));
            applications.put(variant, application);
        }
        // The first start of each fills the caches of the server, and does not count.
        for (int run = 0; run <= RUNS; run++) {
            for (String variant : server.variants()) {
                Map<String, Double> figures = start(server, applications.get(variant));
                System.err.println(server.title + " " + variant + " " + figures);
                if (run > 0) {
                    figures.forEach(
                            (metric, value) ->
                                    measured.get(variant)
                                            .computeIfAbsent(metric, m -> new ArrayList<>())
                                            .add(value));
                }
            }
        }
        measured.forEach(
                (variant, figures) ->
                        figures.forEach(
                                (metric, values) ->
                                        System.out.printf(
                                                "%s %s,,%s,%.3f%n",
                                                server.title, variant, metric, median(values))));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static Application application(Path work, String variant) throws IOException {
        List<Path> libraries =
                switch (variant) {
                    case "without" -> List.of();
                    case "with" ->
                            // Redis is a choice of the shop.
                            list(
                                    SAMPLE.resolve("shop/WEB-INF/lib"),
                                    "(?!aperture-cdi-redis|lettuce|netty|react).*");
                    default ->
                            list(Path.of("all/target").toAbsolutePath(), "aperture-.*-all\\.jar");
                };
        Path base = Files.createDirectories(work.resolve(variant.replace(' ', '-')));
        Path classes = work.resolve("classes-of-" + base.getFileName());
        Files.createDirectories(classes.resolve("META-INF/aperture"));
        compile(
                RESOURCE.formatted(
                        libraries.isEmpty()
                                ? ""
                                : "@io.github.aperturecdi.ApertureControlled(\"hello\")"),
                Stream.concat(
                        list(SAMPLE.resolve("liberty/wlp/dev/api/spec"), ".*").stream(),
                        libraries.stream()),
                classes);
        Files.writeString(
                classes.resolve("META-INF/beans.xml"),
                """
                <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
                """);
        if (!libraries.isEmpty()) {
            Files.writeString(classes.resolve("META-INF/aperture/hello.yaml"), POLICY);
        }
        return new Application(classes, libraries, base);
    }

    private static void compile(String source, Stream<Path> classPath, Path classes)
            throws IOException {
        Path file = Files.createTempDirectory("source").resolve("Hello.java");
        Files.writeString(file, source);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                System.err,
                                System.err,
                                "-cp",
                                classPath
                                        .map(Path::toString)
                                        .filter(name -> name.endsWith(".jar"))
                                        .collect(Collectors.joining(File.pathSeparator)),
                                "--release",
                                "17",
                                "-nowarn",
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                file.toString());
        if (result != 0) {
            throw new IllegalStateException("the application does not compile");
        }
    }

    /** Starts a server, sends requests until one is answered, and stops the server. */
    private static Map<String, Double> start(Server server, Application application)
            throws Exception {
        int port = server.port(application);
        Path console = application.base().resolve("console.log");
        ProcessBuilder builder =
                server.start(application, port)
                        .redirectErrorStream(true)
                        .redirectOutput(console.toFile())
                        .directory(application.base().toFile());
        URI address = URI.create("http://127.0.0.1:" + port + server.path);
        long begin = System.nanoTime();
        Process process = builder.start();
        // A measurement that is cut off leaves no server behind.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        processes(process)
                                                .forEach(ProcessHandle::destroyForcibly)));
        try {
            while (!answers(address)) {
                if (!process.isAlive() || System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(3)) {
                    throw new IllegalStateException(Files.readString(console));
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            // Some scripts start the JVM in a process of its own.
            String jvm =
                    processes(process)
                            .map(handle -> read("/proc/" + handle.pid() + "/status"))
                            .filter(status -> status.startsWith("Name:\tjava"))
                            .findFirst()
                            .orElseThrow();
            String[] times =
                    read("/proc/" + (long) number(jvm, "\nPid:\\s+([0-9]+)") + "/stat")
                            .replaceAll(".*\\) ", "")
                            .split(" ");
            Map<String, Double> figures = new TreeMap<>(server.more(application));
            figures.put("until the first answer (s)", seconds);
            // User and system, in hundredths of a second.
            figures.put(
                    "processor time until then (s)",
                    (Double.parseDouble(times[11]) + Double.parseDouble(times[12])) / 100);
            figures.put("resident memory (MB)", number(jvm, "VmRSS:\\s+([0-9]+)") / 1024);
            figures.put("number of threads", number(jvm, "Threads:\\s+([0-9]+)"));
            return figures;
        } finally {
            List<ProcessHandle> all = processes(process).toList();
            all.forEach(ProcessHandle::destroy);
            for (ProcessHandle one : all) {
                one.onExit().get(1, TimeUnit.MINUTES);
            }
        }
    }

    private static Stream<ProcessHandle> processes(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()));
    }

    private static boolean answers(URI address) {
        try {
            HttpURLConnection request = (HttpURLConnection) address.toURL().openConnection();
            request.setConnectTimeout(1_000);
            request.setReadTimeout(60_000);
            return request.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static double number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            // The process has ended.
            return "";
        }
    }

    /** What a folder holds, of a name that matches. */
    private static List<Path> list(Path folder, String name) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.getFileName().toString().matches(name))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }

    private static long size(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
