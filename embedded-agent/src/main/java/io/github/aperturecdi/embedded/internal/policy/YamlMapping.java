package io.github.aperturecdi.embedded.internal.policy;

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
 * A mapping of a policy file, with its place. A value that cannot be read is reported as a problem
 * and treated as absent, so that one pass finds every error. An explicit null is absent, as in
 * Aperture.
 */
final class YamlMapping {

    private static final String TEXT = "a text; put it in quotes";

    /** The placeholder for required values in generated values files. */
    private static final String PLACEHOLDER = "__REQUIRED_FIELD__";

    private final ProblemLog document;
    private final String path;
    private final int line;
    private final boolean absent;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    private YamlMapping(ProblemLog document, String path, int line, boolean absent) {
        this.document = document;
        this.path = path;
        this.line = line;
        this.absent = absent;
    }

    /** A node as a block. A node that is not a mapping gives null, and is reported. */
    static @Nullable YamlMapping of(ProblemLog document, String path, Node node) {
        if (node instanceof MappingNode mapping) {
            YamlMapping block = new YamlMapping(document, path, lineOf(node), false);
            block.entries.putAll(document.entries().of(mapping, path));
            block.entries.values().removeIf(entry -> Scalars.isNull(entry.getValueNode()));
            return block;
        }
        document.problem(
                lineOf(node), path, PolicyTexts.wrongType("a mapping", Scalars.kind(node)));
        return null;
    }

    static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    ProblemLog document() {
        return document;
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
        only(Arrays.asList(known));
    }

    /** Reports every other key. */
    void only(List<String> names) {
        for (String key : entries.keySet()) {
            if (!names.contains(key)) {
                problem(key, PolicyTexts.unknownKey(key, names));
            }
        }
    }

    /**
     * Reports the absence of a key, unless the whole mapping is absent, which was reported already.
     */
    void require(String key, String example) {
        if (!absent && !has(key)) {
            document.problem(line, path, PolicyTexts.missing(key, example));
        }
    }

    @Nullable YamlMapping block(String key) {
        Node node = node(key);
        return node == null ? null : of(document, pathOf(key), node);
    }

    /** The mapping at a key; an empty one when it is absent or not a mapping. */
    YamlMapping optional(String key) {
        YamlMapping block = block(key);
        return block == null ? new YamlMapping(document, pathOf(key), line, true) : block;
    }

    /** Whether this stands for an absent mapping. */
    boolean isAbsent() {
        return absent;
    }

    /** The mapping at a key, like {@link #optional}. Its absence is reported. */
    YamlMapping required(String key, String example) {
        require(key, example);
        return optional(key);
    }

    /** Whether a key is absent, or has an empty list or mapping. */
    boolean isEmpty(String key) {
        Node node = node(key);
        return node == null
                || node instanceof SequenceNode list && list.getValue().isEmpty()
                || node instanceof MappingNode mapping && mapping.getValue().isEmpty();
    }

    /**
     * The mappings of a list; empty when the key is absent. Elements that are not mappings are
     * reported, and null in the list.
     */
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
        String text = value(key, TEXT, Scalars::text);
        if (PLACEHOLDER.equals(text)) {
            problem(
                    key,
                    PolicyTexts.badValue(
                            text, "is a placeholder of a blueprint", "Write a value instead."));
        }
        return text;
    }

    String textOr(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /**
     * A required text that is not blank. A missing or blank text is reported, and gives an empty
     * one.
     */
    String requiredText(String key, String example) {
        require(key, example);
        String text = text(key);
        if (text != null && text.isBlank()) {
            problem(key, PolicyTexts.badValue(text, "is blank", "Write " + example + "."));
        }
        return text == null ? "" : text;
    }

    /** The texts of a list; empty when the key is absent. */
    List<String> texts(String key) {
        Node node = node(key);
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                document.entries().count(element, 1);
                String text = element instanceof ScalarNode scalar ? Scalars.text(scalar) : null;
                if (text == null || Scalars.isNull(element)) {
                    document.problem(
                            lineOf(element),
                            pathOf(key),
                            PolicyTexts.wrongType(TEXT, Scalars.kind(element)));
                } else {
                    texts.add(text);
                }
            }
        } else if (node != null) {
            problem(key, PolicyTexts.wrongType("a list of texts", Scalars.kind(node)));
        }
        return texts;
    }

    boolean flagOr(String key, boolean otherwise) {
        Boolean flag = flag(key);
        return flag == null ? otherwise : flag;
    }

    @Nullable Boolean flag(String key) {
        return value(key, "true or false", Scalars::flag);
    }

    /** A number of at least {@code least}; {@code otherwise} when it is absent or invalid. */
    double numberOr(String key, double least, double otherwise) {
        Double number = number(key);
        if (number != null && number < least) {
            problem(
                    key,
                    PolicyTexts.badValue(
                            number.toString(),
                            "is too small",
                            "Write " + (least == 0 ? "0" : least) + " or more."));
            return otherwise;
        }
        return number == null ? otherwise : number;
    }

    @Nullable Double number(String key) {
        return value(key, "a finite number", Scalars::number);
    }

    @Nullable Duration duration(String key) {
        Node node = node(key);
        if (node == null) {
            return null;
        }
        String text = node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
        Duration duration = PolicyDurations.parse(text);
        if (duration == null) {
            problem(key, PolicyTexts.duration(Scalars.kind(node), PolicyDurations.remedy(text)));
        } else if (duration.isNegative()) {
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
        document.entries().count(node, 0);
        T value = node instanceof ScalarNode scalar ? parser.parse(scalar) : null;
        if (value == null) {
            problem(key, PolicyTexts.wrongType(expected, Scalars.kind(node)));
        }
        return value;
    }
}
