package io.github.aperturecdi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The JDKs of a machine, where they usually are: the running one and those beside it, those that
 * the environment and Maven's toolchains name, and the folders that installers use.
 *
 * @param running the home of the running JVM
 * @param user the user's home
 * @param environment its variables
 * @param folders those that hold JDKs
 */
public record Jdks(Path running, Path user, Map<String, String> environment, List<Path> folders) {

    /** JAVA_HOME, and as build servers have it: JAVA_HOME_25_X64, JDK_25, GRAALVM_HOME. */
    private static final Pattern VARIABLE =
            Pattern.compile("(JAVA|JDK|GRAALVM)_?(HOME)?(_?\\d+)?(_\\w+)?");

    private static final Pattern JDK_HOME = Pattern.compile("<jdkHome>\\s*([^<]*?)\\s*</jdkHome>");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env\\.(\\w+)}");

    static Jdks ofThisMachine() {
        return new Jdks(
                Path.of(System.getProperty("java.home")),
                Path.of(System.getProperty("user.home")),
                System.getenv(),
                Stream.of(
                                "/usr/lib/jvm",
                                "/usr/java",
                                "/opt",
                                "/opt/java",
                                "/Library/Java/JavaVirtualMachines",
                                "C:/Program Files/Java",
                                "C:/Program Files/Eclipse Adoptium")
                        .map(Path::of)
                        .toList());
    }

    /**
     * The newest one of this machine, if it is new enough; else the output says what is skipped.
     * The build calls this, too.
     */
    public static Optional<Jdk> atLeast(int version, String whatFor) {
        Optional<Jdk> newest = ofThisMachine().newest();
        Optional<Jdk> found = newest.filter(jdk -> jdk.version().feature() >= version);
        if (found.isEmpty()) {
            System.out.println(
                    whatFor
                            + " is skipped: it needs a JDK of Java "
                            + version
                            + " or newer, and the newest one found is "
                            + newest.map(jdk -> jdk.version().toString()).orElse("none")
                            + "; an environment variable such as JAVA_HOME_25, or"
                            + " ~/.m2/toolchains.xml, says where one is");
        }
        return found;
    }

    Optional<Jdk> newest() {
        return Stream.of(
                        Stream.of(running),
                        environment.entrySet().stream()
                                .filter(e -> VARIABLE.matcher(e.getKey()).matches())
                                .flatMap(e -> path(e.getValue())),
                        toolchains(),
                        Stream.concat(
                                        folders.stream(),
                                        Stream.of(
                                                running.resolveSibling("."),
                                                user.resolve(".sdkman/candidates/java"),
                                                user.resolve(".jdks")))
                                .flatMap(Jdks::children))
                .flatMap(homes -> homes)
                // On macOS the home is further down.
                .flatMap(home -> Stream.of(home, home.resolve("Contents").resolve("Home")))
                .flatMap(home -> Jdk.at(home).stream())
                .max(Comparator.comparing(Jdk::version));
    }

    private Stream<Path> toolchains() {
        try {
            String xml = Files.readString(user.resolve(".m2").resolve("toolchains.xml"));
            return JDK_HOME.matcher(xml)
                    .results()
                    .map(
                            home ->
                                    REFERENCE
                                            .matcher(home.group(1))
                                            .replaceAll(
                                                    name ->
                                                            Matcher.quoteReplacement(
                                                                    environment.getOrDefault(
                                                                            name.group(1), ""))))
                    .flatMap(Jdks::path);
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static Stream<Path> path(String text) {
        try {
            return Stream.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }

    private static Stream<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
