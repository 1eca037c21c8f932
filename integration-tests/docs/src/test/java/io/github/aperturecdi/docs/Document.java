package io.github.aperturecdi.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the repository.
 *
 * @param name its path from the repository's root
 * @param lines its text
 */
record Document(String name, List<String> lines) {

    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final Pattern FENCE = Pattern.compile("\\s*```\\s*(\\S*)\\s*(.*)");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*)");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    /** The README, what is in docs/, and what was measured. */
    static List<Document> all() {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "benchmarks/README.md")
                                    .map(ROOT::resolve),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .map(Document::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document named(String name) {
        return read(ROOT.resolve(name));
    }

    private static Document read(Path file) {
        try {
            return new Document(
                    ROOT.relativize(file).toString().replace('\\', '/'), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Snippet> snippets() {
        List<Snippet> snippets = new ArrayList<>();
        StringBuilder text = null;
        Matcher open = null;
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            boolean isFence = fence.matches();
            if (text != null && isFence) {
                snippets.add(
                        new Snippet(name, start, open.group(1), open.group(2), text.toString()));
                text = null;
            } else if (text != null) {
                text.append(lines.get(i)).append('\n');
            } else if (isFence) {
                text = new StringBuilder();
                open = fence;
                start = i + 1;
            }
        }
        if (text != null) {
            throw new AssertionError(name + ":" + start + ": the block never ends");
        }
        return snippets;
    }

    /** The only block of a kind below a heading. */
    Snippet snippet(String heading, String kind) {
        int from = 0;
        while (!lines.get(from).matches("#{1,6}\\s+" + Pattern.quote(heading))) {
            from++;
            if (from == lines.size()) {
                throw new AssertionError(name + " has no heading '" + heading + "'");
            }
        }
        int start = from + 1;
        return snippets().stream()
                .filter(snippet -> snippet.line() > start && snippet.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + ": no " + kind + " below " + heading));
    }

    /** What its headings are called in a link, as GitHub makes it. */
    List<String> anchors() {
        return prose().stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(heading -> anchor(heading.group(1)))
                .toList();
    }

    private static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{Alnum}_ -]", "")
                .replace(' ', '-');
    }

    /** The targets of its links, as they are written. */
    List<String> links() {
        return LINK.matcher(String.join("\n", prose()))
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    /** Its lines outside of blocks. */
    private List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            if (FENCE.matcher(line).matches()) {
                inside = !inside;
            } else if (!inside) {
                prose.add(line);
            }
        }
        return prose;
    }
}
