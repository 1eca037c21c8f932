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
 * @param names their names
 * @param inRampMode those of them where a method may run only where a load ramp lets it
 * @param labels the keys of the labels that methods set, by control point
 */
public record DeclaredControlPoints(
        Set<String> names, Set<String> inRampMode, Map<String, Set<String>> labels) {

    /** The parameters of the synthetic bean. */
    static final String NAMES = "names";

    static final String IN_RAMP_MODE = "inRampMode";
    static final String LABELS = "labels";

    /** Nobody changes them. */
    public DeclaredControlPoints {
        names = Set.copyOf(names);
        inRampMode = Set.copyOf(inRampMode);
        labels = Map.copyOf(labels);
    }

    /** The labels as texts: each key after its control point. */
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
