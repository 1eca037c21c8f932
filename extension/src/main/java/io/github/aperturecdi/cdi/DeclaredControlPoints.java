package io.github.aperturecdi.cdi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The control points that the methods of a deployment declare.
 *
 * @param names the names of the control points
 * @param inRampMode the names of control points with a method that may run only if a load ramp
 *     admits it
 * @param labels the keys of the labels that methods set, by control point
 */
public record DeclaredControlPoints(
        Set<String> names, Set<String> inRampMode, Map<String, Set<String>> labels) {

    /** The names of the synthetic bean's parameters. */
    static final String NAMES = "names";

    static final String IN_RAMP_MODE = "inRampMode";
    static final String LABELS = "labels";

    /** Copies the collections. */
    public DeclaredControlPoints {
        names = Set.copyOf(names);
        inRampMode = Set.copyOf(inRampMode);
        labels = Map.copyOf(labels);
    }

    /** The labels as texts, in pairs of control point and key. */
    String[] labelTexts() {
        List<String> texts = new ArrayList<>();
        labels.forEach(
                (controlPoint, keys) ->
                        keys.forEach(key -> texts.addAll(List.of(controlPoint, key))));
        return texts.toArray(String[]::new);
    }

    static Map<String, Set<String>> labels(String[] texts) {
        Map<String, Set<String>> labels = new HashMap<>();
        for (int i = 0; i < texts.length; i += 2) {
            labels.computeIfAbsent(texts[i], controlPoint -> new HashSet<>()).add(texts[i + 1]);
        }
        return labels;
    }
}
