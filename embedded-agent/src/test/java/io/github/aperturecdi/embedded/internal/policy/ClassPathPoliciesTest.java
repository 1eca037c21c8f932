package io.github.aperturecdi.embedded.internal.policy;

import static io.github.aperturecdi.embedded.internal.policy.PolicyFolder.RATE_LIMITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies in a folder of the class path, as the class loaders of this world present it. */
class ClassPathPoliciesTest {

    private static final String FOLDER = "META-INF/aperture/";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir Path path;

    private static List<String> names(List<Policy> policies) {
        return policies.stream().map(Policy::name).toList();
    }

    private static List<String> load(ClassLoader loader) {
        return names(PolicyLoader.load(FOLDER, loader));
    }

    private static byte[] archive(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] archive(String... names) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String name : names) {
            boolean policy = name.endsWith("ml");
            entries.put(name, (policy ? RATE_LIMITER : "").getBytes(StandardCharsets.UTF_8));
        }
        return archive(entries);
    }

    private Path jar(String file, String... entries) throws IOException {
        return Files.write(path.resolve(file), archive(entries));
    }

    private static URLClassLoader loader(Path... roots) throws IOException {
        URL[] urls = new URL[roots.length];
        for (int i = 0; i < roots.length; i++) {
            urls[i] = roots[i].toUri().toURL();
        }
        return new URLClassLoader(urls, null);
    }

    /** A class loader that answers with exactly these resources, whatever their address means. */
    private static ClassLoader knowing(Map<String, URL> resources) {
        return new ClassLoader(null) {
            @Override
            public Enumeration<URL> getResources(String name) {
                URL url = resources.get(name);
                return url == null
                        ? Collections.emptyEnumeration()
                        : Collections.enumeration(List.of(url));
            }
        };
    }

    /** An address of a scheme that only a server knows. */
    private static URL url(String address, Object content) throws IOException {
        return new URL(
                null,
                address,
                new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) {
                        return new URLConnection(url) {
                            @Override
                            public void connect() {}

                            @Override
                            public Object getContent() {
                                return content;
                            }
                        };
                    }
                });
    }

    @Test
    void a_folder_of_classes_is_searched() throws Exception {
        Path folder = Files.createDirectories(path.resolve("classes").resolve(FOLDER));
        new PolicyFolder(folder)
                .with("b.yaml", RATE_LIMITER)
                .with("a.yml", RATE_LIMITER)
                .with("c.txt", "");
        Files.createDirectories(folder.resolve("deeper"));
        new PolicyFolder(folder.resolve("deeper")).with("d.yaml", RATE_LIMITER);

        assertThat(load(loader(path.resolve("classes")))).containsExactly("a", "b");
    }

    @Test
    void a_jar_with_entries_for_folders_is_searched() throws Exception {
        Path jar =
                jar(
                        "a.jar",
                        "META-INF/",
                        MANIFEST,
                        FOLDER,
                        FOLDER + "a.yaml",
                        FOLDER + "sub/b.yaml");

        assertThat(load(loader(jar))).containsExactly("a");
    }

    @Test
    void a_jar_without_entries_for_folders_is_searched() throws Exception {
        assertThat(load(loader(jar("a.jar", FOLDER + "a.yaml")))).containsExactly("a");
        assertThat(load(loader(jar("b.jar", MANIFEST, FOLDER + "b.yaml")))).containsExactly("b");
    }

    @Test
    void an_archive_with_a_comment_at_its_end_is_searched() throws Exception {
        Path jar = path.resolve("a.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(FOLDER + "a.yaml"));
            zip.write(RATE_LIMITER.getBytes(StandardCharsets.UTF_8));
            zip.setComment("made by hand");
        }
        assertThat(load(loader(jar))).containsExactly("a");
    }

    @Test
    void an_archive_behind_the_script_that_starts_it_is_searched() throws Exception {
        Path jar = Files.writeString(path.resolve("a.jar"), "#!/bin/sh\nexec java -jar $0\n");
        Files.write(jar, archive(FOLDER + "a.yaml"), StandardOpenOption.APPEND);
        assertThat(load(loader(jar))).containsExactly("a");
    }

    @Test
    void an_archive_with_more_entries_than_its_end_can_count_is_searched() throws Exception {
        String[] names = new String[70_000];
        Arrays.setAll(names, i -> "entry-" + i);
        names[names.length / 2] = FOLDER + "a.yaml";
        assertThat(load(loader(jar("a.jar", names)))).containsExactly("a");
    }

    @Test
    void a_folder_whose_name_is_not_ascii_is_found_in_an_archive() throws Exception {
        Path jar = jar("a.jar", MANIFEST, "Grüße/策/a.yaml");
        assertThat(names(PolicyLoader.load("classpath:Grüße/策", loader(jar)))).containsExactly("a");
    }

    @Test
    void every_root_counts_and_the_order_is_that_of_the_names() throws Exception {
        Path classes = Files.createDirectories(path.resolve("classes").resolve(FOLDER));
        new PolicyFolder(classes).with("b.yaml", RATE_LIMITER);

        assertThat(
                        load(
                                loader(
                                        jar("1.jar", MANIFEST, FOLDER + "c.yaml"),
                                        path.resolve("classes"),
                                        jar("2.jar", "META-INF/", FOLDER, FOLDER + "a.yaml"))))
                .containsExactly("a", "b", "c");
    }

    @Test
    void a_class_loader_without_folders_is_searched_by_its_manifests() throws Exception {
        Path jar = jar("app.jar", MANIFEST, FOLDER + "a.yaml");
        ClassLoader quarkus =
                knowing(Map.of(MANIFEST, new URL("jar:" + jar.toUri() + "!/" + MANIFEST)));

        assertThat(load(quarkus)).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wsjar", "jar", "zip"})
    void an_archive_that_is_not_unpacked_is_searched(String scheme) throws Exception {
        Path war =
                jar(
                        "shop.war",
                        "WEB-INF/classes/" + FOLDER + "a.yaml",
                        "other/" + FOLDER + "b.yaml");
        URL folder = url(scheme + ":" + war.toUri() + "!/WEB-INF/classes/" + FOLDER, "");

        assertThat(load(knowing(Map.of(FOLDER, folder)))).containsExactly("a");
    }

    @Test
    void an_archive_in_an_archive_is_searched() throws Exception {
        byte[] inner = archive(MANIFEST, FOLDER + "a.yaml", FOLDER + "b.yaml", "c.yaml");
        Path war =
                Files.write(
                        path.resolve("shop.war"),
                        archive(
                                Map.of(
                                        "WEB-INF/lib/policies.jar",
                                        inner,
                                        "WEB-INF/lib/other.jar",
                                        archive(FOLDER + "d.yaml"))));
        URL folder = url("wsjar:" + war.toUri() + "!/WEB-INF/lib/policies.jar!/" + FOLDER, "");
        URL manifest = url("wsjar:" + war.toUri() + "!/WEB-INF/lib/policies.jar!/" + MANIFEST, "");

        assertThat(load(knowing(Map.of(FOLDER, folder)))).containsExactly("a", "b");
        assertThat(load(knowing(Map.of(MANIFEST, manifest)))).containsExactly("a", "b");
    }

    /** As {@code org.jboss.vfs.VirtualFile} looks to those who do not know it. */
    public record VirtualFile(String name, String text, List<VirtualFile> children) {

        public String getName() {
            return name;
        }

        public List<VirtualFile> getChildren() {
            return children;
        }

        public InputStream openStream() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_folder_of_the_virtual_file_system_of_wildfly_is_searched() throws Exception {
        VirtualFile folder =
                new VirtualFile(
                        "aperture",
                        "",
                        List.of(
                                new VirtualFile("a.yaml", RATE_LIMITER, List.of()),
                                new VirtualFile("b.txt", "", List.of())));
        URL url = url("vfs:/content/shop.war/WEB-INF/classes/" + FOLDER, folder);

        assertThat(load(knowing(Map.of(FOLDER, url)))).containsExactly("a");
    }

    @Test
    void a_virtual_file_system_that_cannot_be_read_is_an_error() throws Exception {
        ClassLoader loader =
                knowing(Map.of(FOLDER, url("vfs:/content/" + FOLDER, "no virtual file")));

        assertThatThrownBy(() -> load(loader))
                .isInstanceOf(PolicyException.class)
                .hasMessageContainingAll("APERTURE-202", "vfs:/content/" + FOLDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ä€", "a+b", "a%20b", "a#b", "a!b"})
    void the_name_of_a_root_may_be_strange(String name) throws Exception {
        Path folder = Files.createDirectories(path.resolve(name).resolve(FOLDER));
        new PolicyFolder(folder).with("a.yaml", RATE_LIMITER);
        Path jar = jar(name + ".jar", "META-INF/", FOLDER, FOLDER + "b.yaml");

        assertThat(load(loader(path.resolve(name), jar))).containsExactly("a", "b");
    }

    @Test
    void a_file_that_is_on_the_class_path_twice_counts_once() throws Exception {
        Path one = jar("one.jar", MANIFEST, FOLDER + "a.yaml");
        Path two = jar("two.jar", MANIFEST, FOLDER + "a.yaml");

        assertThat(load(loader(one, two, one))).containsExactly("a");
    }

    @Test
    void two_different_policies_of_one_name_are_an_error() throws Exception {
        Path one = jar("one.jar", MANIFEST, FOLDER + "a.yaml");
        byte[] other = RATE_LIMITER.replace("30s", "60s").getBytes(StandardCharsets.UTF_8);
        Path two = Files.write(path.resolve("two.jar"), archive(Map.of(FOLDER + "a.yaml", other)));

        assertThatThrownBy(() -> load(loader(one, two)))
                .hasMessageContainingAll(
                        "APERTURE-214",
                        "one.jar!/" + FOLDER + "a.yaml",
                        "two.jar!/" + FOLDER + "a.yaml");
    }

    @Test
    void an_error_in_an_archive_names_the_archive_and_the_line() throws Exception {
        byte[] wrong = RATE_LIMITER.replace("30s", "soon").getBytes(StandardCharsets.UTF_8);
        Path jar = Files.write(path.resolve("one.jar"), archive(Map.of(FOLDER + "a.yaml", wrong)));

        assertThatThrownBy(() -> load(loader(jar)))
                .hasMessageContaining(jar.toRealPath() + "!/" + FOLDER + "a.yaml:13: ");
    }

    @Test
    void a_file_that_is_not_an_archive_is_ignored() throws Exception {
        Path junk = Files.writeString(path.resolve("junk.jar"), "not a zip");

        assertThat(load(loader(junk, path.resolve("missing.jar"), jar("a.jar", FOLDER + "a.yaml"))))
                .containsExactly("a");
    }

    @Test
    void an_empty_folder_is_no_error_and_a_missing_one_is() throws Exception {
        Path jar = jar("a.jar", "policies/readme.txt");

        assertThat(PolicyLoader.load("policies", loader(jar))).isEmpty();
        assertThatThrownBy(() -> PolicyLoader.load("policy", loader(jar)))
                .hasMessageContaining("APERTURE-201");
    }

    @Test
    void slashes_around_the_folder_do_not_matter() throws Exception {
        ClassLoader loader = loader(jar("a.jar", "policies/a.yaml"));

        for (String where :
                List.of("policies", "policies/", "classpath:policies", "classpath:/policies/")) {
            assertThat(names(PolicyLoader.load(where, loader))).as(where).containsExactly("a");
        }
    }

    @Test
    void a_single_file_of_the_class_path_is_read() throws Exception {
        ClassLoader loader = loader(jar("a.jar", "policies/a.yaml", "policies/b.yaml"));

        assertThat(names(PolicyLoader.load("classpath:policies/b.yaml", loader)))
                .containsExactly("b");
    }

    @Test
    void the_file_system_goes_before_the_class_path() throws Exception {
        String where = path.resolve("here").toString();
        Path jar = jar("a.jar", where.substring(1) + "/a.yaml");
        assertThat(names(PolicyLoader.load(where, loader(jar)))).containsExactly("a");

        new PolicyFolder(Files.createDirectory(path.resolve("here"))).with("b.yaml", RATE_LIMITER);

        assertThat(names(PolicyLoader.load(where, loader(jar)))).containsExactly("b");
        assertThat(names(PolicyLoader.load("classpath:" + where, loader(jar))))
                .containsExactly("a");
    }

    @Test
    void no_archive_stays_open() throws Exception {
        Path jar = jar("a.jar", "META-INF/", FOLDER, FOLDER + "a.yaml");
        try (URLClassLoader loader = loader(jar)) {
            load(loader);
            PolicyLoader.load("classpath:" + FOLDER + "a.yaml", loader);
        }

        if (Files.isDirectory(Path.of("/proc/self/fd"))) {
            try (var open = Files.list(Path.of("/proc/self/fd"))) {
                assertThat(open.map(ClassPathPoliciesTest::target))
                        .doesNotContain(jar.toRealPath().toString());
            }
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
