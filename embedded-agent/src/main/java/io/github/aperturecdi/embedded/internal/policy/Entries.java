package io.github.aperturecdi.embedded.internal.policy;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The entries of a document's mappings, including those of merge keys ({@code <<}). Entries that
 * Aperture's readers (kubectl and aperturectl, and the controller) read differently are reported.
 */
final class Entries {

    /**
     * The limit on entries of mappings and texts of lists, which no policy reaches. Aliases may
     * multiply them.
     */
    private static final int MAX_ENTRIES = 200_000;

    /** How many characters of a text count like an entry. */
    private static final int CHARACTERS = 100;

    private static final String MERGE = "<<";

    private static final Map<String, NodeTuple> BEING_READ = new LinkedHashMap<>();

    private final ProblemLog document;
    private final Map<MappingNode, Map<String, NodeTuple>> known = new IdentityHashMap<>();
    private int read;

    Entries(ProblemLog document) {
        this.document = document;
    }

    /**
     * The entries of a mapping by their keys.
     *
     * @param path the place of the mapping, for problem messages
     */
    Map<String, NodeTuple> of(MappingNode node, String path) {
        return of(node, path, 0);
    }

    private Map<String, NodeTuple> of(MappingNode node, String path, int depth) {
        PolicyEvents.checkDepth(node, depth);
        Map<String, NodeTuple> entries = known.get(node);
        if (entries == null) {
            entries = new LinkedHashMap<>();
            known.put(node, BEING_READ);
            add(entries, node, path, depth);
            known.put(node, entries);
        }
        if (entries == BEING_READ) {
            document.problem(YamlMapping.lineOf(node), path, PolicyTexts.mergesItself());
        }
        count(node, 1 + entries.size());
        return entries;
    }

    /**
     * Counts what is read.
     *
     * @param entries how many entries the node is
     * @throws PolicyEvents.Refused if the document has too many
     */
    void count(Node node, int entries) {
        read += entries;
        if (node instanceof ScalarNode scalar) {
            read += scalar.getValue().length() / CHARACTERS;
        }
        if (read > MAX_ENTRIES) {
            throw new PolicyEvents.Refused(node.getStartMark(), PolicyTexts.tooLarge(MAX_ENTRIES));
        }
    }

    private void add(Map<String, NodeTuple> entries, MappingNode node, String path, int depth) {
        Set<String> own = new HashSet<>();
        boolean merged = false;
        for (NodeTuple entry : node.getValue()) {
            Node key = entry.getKeyNode();
            count(key, 0);
            int line = YamlMapping.lineOf(key);
            String name = key instanceof ScalarNode scalar ? Scalars.text(scalar) : null;
            if (name == null) {
                document.problem(line, path, PolicyTexts.keyIsNoText(Scalars.kind(key)));
            } else if (isMerge(key)) {
                if (merged) {
                    document.problem(line, path, PolicyTexts.secondMerge());
                } else {
                    merge(entries, own, entry, path, depth);
                }
                merged = true;
            } else if (own.add(name)) {
                entries.put(name, entry);
            } else {
                document.problem(line, path, PolicyTexts.duplicateKey(name));
            }
        }
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && Scalars.isPlain(scalar)
                && scalar.getValue().equals(MERGE);
    }

    /**
     * Merges the entries of other mappings. If several mappings have a key, the first one counts.
     */
    private void merge(
            Map<String, NodeTuple> entries,
            Set<String> own,
            NodeTuple merge,
            String path,
            int depth) {
        Node value = merge.getValueNode();
        Map<String, NodeTuple> brought = new LinkedHashMap<>();
        if (value instanceof SequenceNode several) {
            several.getValue().forEach(each -> bring(brought, each, path, depth));
        } else {
            bring(brought, value, path, depth);
        }
        brought.forEach(
                (name, entry) -> {
                    if (own.contains(name)) {
                        document.problem(
                                YamlMapping.lineOf(merge.getKeyNode()),
                                path,
                                PolicyTexts.lateMerge(name));
                    } else {
                        entries.put(name, entry);
                    }
                });
    }

    private void bring(
            Map<String, NodeTuple> brought, @Nullable Node value, String path, int depth) {
        if (value instanceof MappingNode mapping) {
            of(mapping, path, depth + 1).forEach(brought::putIfAbsent);
        } else if (value != null) {
            document.problem(
                    YamlMapping.lineOf(value),
                    path,
                    PolicyTexts.wrongType(
                            "a mapping or a list of mappings at '<<'", Scalars.kind(value)));
        }
    }
}
