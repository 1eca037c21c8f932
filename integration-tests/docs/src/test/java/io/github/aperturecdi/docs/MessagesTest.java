package io.github.aperturecdi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each message has an id of its own, in its feature's range, and a row in docs/messages.md. */
class MessagesTest {

    private static final Pattern ID = Pattern.compile("APERTURE-(\\d{3})");
    private static final Pattern RANGE = Pattern.compile("Ids: (\\d{3}) to (\\d{3})\\.");
    private static final Pattern ROW =
            Pattern.compile("\\| APERTURE-(\\d{3}) \\| [^|]*\\w[^|]* \\| [^|]*\\w[^|]* \\|");

    @Test
    void each_id_is_unique_and_in_its_range_and_in_the_index_with_meaning_and_remedy()
            throws IOException {
        Document index = Document.named("docs/messages.md");
        List<Integer> ids = new ArrayList<>();
        List<Integer> ranges = new ArrayList<>();
        for (Path texts : texts()) {
            String source = Files.readString(texts);
            Matcher range = RANGE.matcher(source);
            assertThat(range.find()).as("range of " + texts).isTrue();
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            Stream.iterate(first, id -> id <= last, id -> id + 1).forEach(ranges::add);
            List<Integer> own = idsIn(source);
            assertThat(own).as(texts.toString()).isNotEmpty();
            assertThat(own).as(texts.toString()).allMatch(id -> first <= id && id <= last);
            ids.addAll(own);
            String name = texts.getFileName().toString().replace(".java", "");
            assertThat(index.lines())
                    .as("range of " + name + " in the index")
                    .anyMatch(
                            line ->
                                    line.startsWith("| " + first + " to " + last + " |")
                                            && line.contains("." + name + "`"));
        }

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ranges).as("ranges do not overlap").doesNotHaveDuplicates();
        assertThat(index.lines().stream().flatMap(line -> ids(ROW, line)))
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void documents_name_no_id_that_does_not_exist() throws IOException {
        List<Integer> ids = new ArrayList<>();
        for (Path texts : texts()) {
            ids.addAll(idsIn(Files.readString(texts)));
        }

        for (Document document : Document.all()) {
            assertThat(idsIn(String.join("\n", document.lines())))
                    .as(document.name())
                    .isSubsetOf(ids);
        }
    }

    @Test
    void an_id_stands_only_in_a_class_of_texts() throws IOException {
        for (Path source : sources()) {
            if (!isTexts(source)) {
                assertThat(idsIn(Files.readString(source))).as(source.toString()).isEmpty();
            }
        }
    }

    private static List<Path> texts() throws IOException {
        List<Path> texts = sources().stream().filter(MessagesTest::isTexts).toList();
        assertThat(texts).hasSizeGreaterThan(5);
        return texts;
    }

    private static boolean isTexts(Path source) {
        return source.getFileName().toString().endsWith("Texts.java");
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Document.ROOT)) {
            for (Path module : modules.map(each -> each.resolve("src/main/java")).toList()) {
                if (Files.isDirectory(module)) {
                    try (Stream<Path> files = Files.walk(module)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private static List<Integer> idsIn(String text) {
        return ids(ID, text).toList();
    }

    private static Stream<Integer> ids(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> Integer.valueOf(found.group(1)));
    }
}
