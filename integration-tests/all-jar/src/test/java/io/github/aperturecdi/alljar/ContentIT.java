package io.github.aperturecdi.alljar;

import static io.github.aperturecdi.alljar.TheJar.SHADED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexReader;
import org.junit.jupiter.api.Test;

/** What is in the jar. */
class ContentIT {

    private static final String SERVICES = "META-INF/services/";

    /** What a class may name that is not in the jar: the container's and the application's. */
    private static final String OF_OTHERS =
            "^(java|jakarta|org\\.eclipse\\.microprofile|org\\.jspecify|io\\.smallrye|org\\.reactivestreams|io\\.vertx"
                    + "|io\\.netty|io\\.opentelemetry|io\\.quarkus|com\\.fasterxml\\.jackson|com\\.squareup\\.okhttp)\\..*";

    private static List<JarEntry> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return Collections.list(file.entries()).stream()
                    .filter(entry -> !entry.isDirectory())
                    .toList();
        }
    }

    private static List<String> names(Path jar) throws IOException {
        return entries(jar).stream().map(JarEntry::getName).toList();
    }

    private static Set<String> classes(Path jar) throws IOException {
        return names(jar).stream()
                .filter(name -> name.endsWith(".class"))
                .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The service files of a jar, each with its lines. */
    private static Map<String, Set<String>> services(Path jar) throws IOException {
        Map<String, Set<String>> services = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (entry.getName().startsWith(SERVICES) && !entry.isDirectory()) {
                    services.put(
                            entry.getName().substring(SERVICES.length()),
                            new String(
                                            file.getInputStream(entry).readAllBytes(),
                                            StandardCharsets.UTF_8)
                                    .lines()
                                    .map(line -> line.replaceFirst("#.*", "").strip())
                                    .filter(line -> !line.isEmpty())
                                    .collect(Collectors.toCollection(TreeSet::new)));
                }
            }
        }
        return services;
    }

    /** The jars of which it is made, with their own names. */
    private static List<Path> sources() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(
                        path ->
                                path.getFileName()
                                        .toString()
                                        .matches(
                                                "(aperture-cdi-(proto-|embedded-agent-)?[0-9]|grpc-(api|core|okhttp|protobuf|stub|util)|protobuf-java-|snakeyaml|re2j|gson|guava).*\\.jar"))
                .filter(path -> !path.toString().endsWith("-tests.jar"))
                .toList();
    }

    /**
     * Containers read it in place of the classes: they need not look into those of the libraries.
     */
    @Test
    void its_index_has_the_classes_of_this_library_and_no_others() throws IOException {
        try (JarFile jar = new JarFile(TheJar.PATH.toFile())) {
            Index index =
                    new IndexReader(jar.getInputStream(jar.getEntry("META-INF/jandex.idx"))).read();

            // Those that serve an application's own gRPC: Quarkus alone looks for them, and takes
            // the plain jars.
            assertThat(index.getKnownClasses().stream().map(known -> known.name().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            classes(TheJar.PATH).stream()
                                    .filter(name -> !name.startsWith(SHADED))
                                    .filter(
                                            name ->
                                                    !name.matches(
                                                            "io\\.github\\.aperturecdi\\.(grpc|internal\\.quarkusgrpc)\\..*"))
                                    .toList());
        }
    }

    @Test
    void it_is_smaller_than_8_MB() throws IOException {
        assertThat(Files.size(TheJar.PATH)).isBetween(1_000_000L, 8_000_000L);
    }

    @Test
    void every_class_is_in_a_package_of_this_library_and_no_file_is_there_twice()
            throws IOException {
        assertThat(names(TheJar.PATH))
                .doesNotHaveDuplicates()
                .allMatch(
                        name ->
                                name.startsWith("io/github/aperturecdi/") && name.endsWith(".class")
                                        || name.startsWith(SERVICES)
                                        || name.startsWith("META-INF/licenses/")
                                        || Set.of(
                                                        "META-INF/MANIFEST.MF",
                                                        "META-INF/LICENSE",
                                                        "META-INF/NOTICE",
                                                        "META-INF/jandex.idx",
                                                        "META-INF/beans.xml")
                                                .contains(name))
                .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/beans.xml")
                .contains("META-INF/licenses/protobuf.txt", "META-INF/licenses/re2j.txt")
                .noneMatch(name -> name.contains("module-info"));
    }

    @Test
    void every_class_of_the_extension_and_of_the_embedded_agent_is_there() throws IOException {
        for (Path source : sources()) {
            if (source.getFileName().toString().matches("aperture-cdi(-embedded-agent)?-[0-9].*")) {
                assertThat(classes(TheJar.PATH)).containsAll(classes(source));
            }
        }
    }

    @Test
    void no_service_is_lost() throws IOException {
        Map<String, Set<String>> expected = new TreeMap<>();
        for (Path source : sources()) {
            services(source)
                    .forEach(
                            (service, providers) ->
                                    expected.computeIfAbsent(
                                                    relocated(service), any -> new TreeSet<>())
                                            .addAll(
                                                    providers.stream()
                                                            .map(ContentIT::relocated)
                                                            .toList()));
        }
        assertThat(expected).containsKey("jakarta.enterprise.inject.spi.Extension");
        assertThat(expected).containsKey(SHADED + "io.grpc.ManagedChannelProvider");
        assertThat(services(TheJar.PATH)).isEqualTo(expected);
        assertThat(classes(TheJar.PATH))
                .containsAll(expected.values().stream().flatMap(Set::stream).toList())
                .containsAll(
                        expected.keySet().stream()
                                .filter(service -> !service.startsWith("jakarta."))
                                .toList());
    }

    private static String relocated(String name) {
        return name.startsWith("io.grpc.") ? SHADED + name : name;
    }

    /** Who may name what is not there: the reasons stand in the POM that makes the jar. */
    private static final Map<String, String> LEFT_OUT =
            Map.of(
                    // For the application's gRPC.
                    "io\\.github\\.aperturecdi\\.(grpc|internal\\.quarkusgrpc)\\..*",
                            "(io\\.grpc|com\\.google)\\..*",
                    // The agent's process adds these libraries.
                    "io\\.github\\.aperturecdi\\.embedded\\.(ServerServices|JsonResponses)",
                            "(io\\.grpc\\.(health|protobuf\\.services)|com\\.google\\.protobuf\\.util)\\..*",
                    "kotlin\\..*",
                            "kotlin\\.(sequences|coroutines|random|collections\\.unsigned|io\\.path)\\..*",
                    "okio\\..*", "okio\\..*FileSystem.*",
                    "com\\.google\\.gson\\.JsonElement",
                            "com\\.google\\.gson\\.internal\\.Streams");

    @Test
    void every_class_that_a_class_names_is_there() throws IOException {
        assertThat(missing())
                .filteredOn(reference -> !reference.to.matches(OF_OTHERS))
                .filteredOn(reference -> !isAnnotation(reference.to))
                .filteredOn(
                        reference ->
                                LEFT_OUT.entrySet().stream()
                                        .noneMatch(
                                                entry ->
                                                        reference.from.matches(entry.getKey())
                                                                && reference.to.matches(
                                                                        entry.getValue())))
                .isEmpty();
    }

    private static boolean isAnnotation(String type) {
        return type.matches(
                "(javax\\.annotation|com\\.google\\.(errorprone|j2objc)\\.annotations|org\\.(jetbrains|codehaus|checkerframework)|android\\.annotation)\\..*");
    }

    private record Reference(String from, String to) {}

    private static List<Reference> missing() {
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(StringWriter.nullWriter()),
                        "--multi-release",
                        "base",
                        "-verbose:class",
                        "-filter:none",
                        TheJar.PATH.toString());
        List<String[]> lines =
                out.toString().lines().map(line -> line.strip().split("\\s+")).toList();
        assertThat(lines).hasSizeGreaterThan(10_000);
        return lines.stream()
                .filter(line -> line.length > 3 && line[line.length - 1].equals("found"))
                .filter(line -> line[1].equals("->") && !line[0].endsWith(".jar"))
                .map(
                        line ->
                                new Reference(
                                        line[0].replace(SHADED, ""), line[2].replace(SHADED, "")))
                .toList();
    }

    /** The JVM verifies each class, and so loads those that are needed for that. */
    @Test
    void every_class_of_the_libraries_is_complete() throws Exception {
        try (var loader = TheJar.loader()) {
            for (String name : classes(TheJar.PATH)) {
                if (name.startsWith(SHADED) && !name.startsWith(SHADED + "kotlin.")) {
                    assertThat(constructors(loader, name)).as(name).isNotNegative();
                }
            }
        }
    }

    /** Asking for them links the class. */
    private static int constructors(ClassLoader loader, String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader).getDeclaredConstructors().length;
    }

    @Test
    void its_manifest_is_its_own() throws IOException {
        try (JarFile jar = new JarFile(TheJar.PATH.toFile())) {
            assertThat(jar.getManifest().getMainAttributes())
                    .containsEntry(
                            new Attributes.Name("Automatic-Module-Name"), "io.github.aperturecdi")
                    .doesNotContainKey(new Attributes.Name("Bundle-SymbolicName"));
        }
    }

    @Test
    void its_libraries_are_named_with_their_versions() throws IOException {
        try (JarFile jar = new JarFile(TheJar.PATH.toFile())) {
            String libraries =
                    new String(
                            jar.getInputStream(jar.getEntry("META-INF/licenses/libraries.txt"))
                                    .readAllBytes(),
                            StandardCharsets.UTF_8);
            assertThat(
                            Stream.of(
                                    "io.grpc:grpc-core",
                                    "com.google.protobuf:protobuf-java",
                                    "com.google.guava:guava",
                                    "com.squareup.okio:okio-jvm",
                                    "org.jetbrains.kotlin:kotlin-stdlib",
                                    "org.snakeyaml:snakeyaml-engine",
                                    "com.google.re2j:re2j"))
                    .allSatisfy(library -> assertThat(libraries).contains(library + ":jar:"));
        }
    }
}
