package io.github.aperturecdi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** CONTRIBUTING.md, the comparison of releases and the published Javadoc agree on what is API. */
class PublicApiTest {

    private static final String ROOT = "io.github.aperturecdi";
    private static final Pattern INCLUDE = Pattern.compile("<include>(" + ROOT + ".*)</include>");
    private static final Pattern EXCLUDED =
            Pattern.compile("<excludePackageNames>([^<]*)</excludePackageNames>");
    private static final Pattern CODE = Pattern.compile("`([\\w.]+)`");

    private static String pom() throws IOException {
        return Files.readString(Document.ROOT.resolve("pom.xml"));
    }

    /** The packages and classes whose changes break a release. */
    private static Set<String> api() throws IOException {
        return INCLUDE.matcher(pom())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the published Javadoc leaves out. */
    private static Set<String> withoutJavadoc() throws IOException {
        return EXCLUDED.matcher(pom())
                .results()
                .flatMap(found -> Stream.of(found.group(1).strip().split(":\\s*")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void the_comparison_of_releases_knows_what_contributing_lists() throws IOException {
        List<String> lines = Document.named("CONTRIBUTING.md").lines();
        int from = lines.indexOf("## The public API");
        Set<String> listed = new TreeSet<>(Set.of(ROOT));
        lines.subList(from, lines.indexOf("## Read in this order")).stream()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> CODE.matcher(line).results())
                .forEach(found -> listed.add(ROOT + "." + found.group(1)));

        assertThat(api()).isEqualTo(listed);
    }

    @Test
    void a_package_has_api_or_is_internal() throws IOException {
        Set<String> withApi =
                api().stream()
                        .map(name -> name.replaceFirst("\\.[A-Z]\\w*$", ""))
                        .collect(Collectors.toSet());
        Set<String> without = new TreeSet<>();
        for (Path source : packages()) {
            without.add(name(source));
        }
        without.removeAll(withApi);
        Set<String> withoutJavadoc = withoutJavadoc();

        assertThat(without)
                .hasSizeGreaterThan(15)
                .allMatch(name -> withoutJavadoc.stream().anyMatch(left -> matches(name, left)));
        assertThat(withApi).noneMatch(name -> name.contains("internal"));
        assertThat(withoutJavadoc).allMatch(left -> left.matches(".*\\.(internal(\\.\\*)?|redis)"));
    }

    /** The Javadoc plugin's own rule: a name, or all packages below it. */
    private static boolean matches(String name, String left) {
        return left.endsWith(".*")
                ? name.startsWith(left.substring(0, left.length() - 1))
                : name.equals(left);
    }

    private static String name(Path packageInfo) {
        String path = packageInfo.getParent().toString().replace('\\', '/');
        return path.substring(path.indexOf("io/github/aperturecdi")).replace('/', '.');
    }

    private static List<Path> packages() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String module : List.of("extension", "embedded-agent", "redis", "test-kit")) {
            try (Stream<Path> files =
                    Files.walk(Document.ROOT.resolve(module + "/src/main/java"))) {
                files.filter(file -> file.endsWith("package-info.java")).forEach(found::add);
            }
        }
        assertThat(found).hasSizeGreaterThan(20);
        return found;
    }
}
