package io.github.aperturecdi.embedded.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a policy file that knows its place. What cannot be read is reported to the document
 * and reads as absent, so that one pass finds every error. An explicit null is absent, as it is for
 * Aperture.
 */
final class YamlMapping {

    private final ProblemLog document;
    private final String path;
    private final int line;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    private YamlMapping(ProblemLog document, String path, MappingNode node) {
        this.document = document;
        this.path = path;
        this.line = lineOf(node);
        entries.putAll(document.entries().of(node, path));
        entries.values().removeIf(entry -> Scalars.isNull(entry.getValueNode()));
    }

    /** A node as a block; null, and a problem, when it is no mapping. */
    static @Nullable YamlMapping of(ProblemLog document, String path, Node node) {
        if (node instanceof MappingNode mapping) {
            return new YamlMapping(document, path, mapping);
        }
        document.problem(
                lineOf(node), path, PolicyTexts.wrongType("a mapping", Scalars.kind(node)));
        return null;
    }

    static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    Set<String> keys() {
        return entries.keySet();
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The line of a key, or of the block when the key is absent. */
    int line(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null ? line : lineOf(entry.getKeyNode());
    }

    /** The line where the block begins. */
    int line() {
        return line;
    }

    @Nullable Node node(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null ? null : entry.getValueNode();
    }

    void problem(String key, String text) {
        document.problem(line(key), pathOf(key), text);
    }

    /** Reports a problem of the block as a whole. */
    void problem(String text) {
        document.problem(line, path, text);
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Reports every other key. */
    void only(String... known) {
        List<String> names = Arrays.asList(known);
        for (String key : entries.keySet()) {
            if (!names.contains(key)) {
                problem(key, PolicyTexts.unknownKey(key, names));
            }
        }
    }

    /** Reports the absence of a key. */
    void require(String key, String example) {
        if (!has(key)) {
            document.problem(line, path, PolicyTexts.missing(key, example));
        }
    }

    @Nullable YamlMapping block(String key) {
        Node node = node(key);
        return node == null ? null : of(document, pathOf(key), node);
    }

    /** The mappings of a list; empty when absent. Elements that are no mapping are left out. */
    List<@Nullable YamlMapping> blocks(String key) {
        Node node = node(key);
        List<@Nullable YamlMapping> blocks = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                blocks.add(of(document, pathOf(key) + "[" + blocks.size() + "]", element));
            }
        } else if (node != null) {
            problem(key, PolicyTexts.wrongType("a list", Scalars.kind(node)));
        }
        return blocks;
    }

    @Nullable String text(String key) {
        return value(key, "a text; put it in quotes", Scalars::text);
    }

    @Nullable Boolean flag(String key) {
        return value(key, "true or false", Scalars::flag);
    }

    @Nullable Double number(String key) {
        return value(key, "a finite number", Scalars::number);
    }

    @Nullable Duration duration(String key) {
        Duration duration =
                value(
                        key,
                        "a duration such as 30s, 1m30s or 0.5s",
                        scalar -> GoDurations.parse(scalar.getValue().strip()));
        if (duration != null && duration.isNegative()) {
            problem(
                    key,
                    PolicyTexts.badValue(
                            duration.toString(), "is negative", "Write a time such as 30s."));
            return null;
        }
        return duration;
    }

    private <T> @Nullable T value(String key, String expected, Scalars.Parser<T> parser) {
        Node node = node(key);
        if (node == null) {
            return null;
        }
        T value = node instanceof ScalarNode scalar ? parser.parse(scalar) : null;
        if (value == null) {
            problem(key, PolicyTexts.wrongType(expected, Scalars.kind(node)));
        }
        return value;
    }
}
