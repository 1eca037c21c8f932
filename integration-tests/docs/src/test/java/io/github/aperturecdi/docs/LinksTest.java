package io.github.aperturecdi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
}
