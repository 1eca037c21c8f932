package io.github.aperturecdi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents point to what there is. */
class LinksTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern ID = Pattern.compile("APERTURE-\\d{3}");
    private static final String SOURCES = "extension/src/main/java";
    private static final String EMBEDDED_SOURCES = "embedded-agent/src/main/java";

    @Test
    void links_between_documents_lead_to_files_and_headings() {
        List<String> broken = new ArrayList<>();
        for (Document document : Document.all()) {
            for (String link : document.links()) {
                if (!link.contains("://") && !leadsSomewhere(document, link)) {
                    broken.add(document.name() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Document from, String link) {
        String[] parts = link.split("#", 2);
        Path source = Document.ROOT.resolve(from.name());
        Path target = parts[0].isEmpty() ? source : source.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || Document.named(Document.ROOT.relativize(target).toString())
                        .anchors()
                        .contains(parts[1]);
    }

    @Test
    void links_that_lead_nowhere_are_found() {
        Document readme = Document.named("README.md");
        assertThat(leadsSomewhere(readme, "LICENSE")).isTrue();
        assertThat(leadsSomewhere(readme, "docs/unheard-of.md")).isFalse();
        assertThat(leadsSomewhere(readme, "#configuration")).isTrue();
        assertThat(leadsSomewhere(readme, "#unheard-of")).isFalse();
        assertThat(leadsSomewhere(readme, "docs/labels.md#unheard-of")).isFalse();
    }

    @Test
    void the_readme_leads_to_every_document() {
        List<String> links =
                Document.named("README.md").links().stream()
                        .map(link -> link.replaceFirst("#.*", ""))
                        .toList();
        assertThat(links)
                .containsAll(
                        Document.all().stream()
                                .map(Document::name)
                                .filter(name -> !name.equals("README.md"))
                                .toList());
    }

    @Test
    void tests_that_the_security_page_names_exist() throws IOException {
        Set<String> named = new TreeSet<>();
        Document.named("docs/security.md").lines().forEach(line -> addTests(line, named));
        assertThat(named).hasSizeGreaterThan(20);

        try (Stream<Path> files = Files.walk(Document.ROOT)) {
            files.forEach(file -> named.remove(file.getFileName() + ""));
        }

        assertThat(named).isEmpty();
    }

    private static void addTests(String text, Set<String> files) {
        Matcher test = TEST.matcher(text);
        while (test.find()) {
            files.add(test.group(1) + ".java");
        }
    }

    @Test
    void documents_name_every_message_and_no_other() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Document document : Document.all()) {
            document.lines().forEach(line -> addIdsOf(line, named));
        }
        Set<String> said = said(SOURCES);
        assertThat(said).isNotEmpty();
        assertThat(named).containsAll(said);
        // The embedded agent's errors name their file and line: few have to be looked up.
        named.removeAll(said);
        assertThat(said(EMBEDDED_SOURCES)).containsAll(named);
    }

    @Test
    void each_id_names_one_message() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String folder : List.of(SOURCES, EMBEDDED_SOURCES)) {
            addIds(folder, ids);
        }
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    }

    private static Set<String> said(String folder) throws IOException {
        Set<String> said = new TreeSet<>();
        addIds(folder, said);
        return said;
    }

    private static void addIds(String folder, Collection<String> ids) throws IOException {
        try (Stream<Path> sources = Files.walk(Document.ROOT.resolve(folder))) {
            for (Path source : sources.filter(LinksTest::hasTexts).toList()) {
                addIdsOf(Files.readString(source), ids);
            }
        }
    }

    private static boolean hasTexts(Path source) {
        return source.getFileName().toString().endsWith("Texts.java");
    }

    private static void addIdsOf(String text, Collection<String> ids) {
        Matcher id = ID.matcher(text);
        while (id.find()) {
            ids.add(id.group());
        }
    }
}
