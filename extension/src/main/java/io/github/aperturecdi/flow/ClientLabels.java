package io.github.aperturecdi.flow;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Labels that clients write, such as baggage. All other labels take precedence. A client never sets
 * a key that another source may set, even if that source sets no value for this flow: otherwise the
 * client could choose the value. Nor does it set the keys by which policies weigh flows. Keys are
 * compared without case, as agents do.
 */
final class ClientLabels {

    private final AmbientLabels written;
    private final AmbientLabels surroundings;
    private final Set<String> weighing = anyCase(Set.of());
    private final Map<String, Set<String>> owned = new HashMap<>();
    private Supplier<Set<String>> weighingNow = Set::of;

    /**
     * @param written the labels that clients write
     * @param surroundings the labels that replace them
     */
    ClientLabels(AmbientLabels written, AmbientLabels surroundings) {
        this.written = written;
        this.surroundings = surroundings;
    }

    /** Excludes the keys of tokens, priority, workload and fairness at every control point. */
    ClientLabels neverFill(Set<String> keys) {
        weighing.addAll(keys);
        return this;
    }

    /** Excludes keys that change with the policies. */
    void neverFill(Supplier<Set<String>> keys) {
        weighingNow = keys;
    }

    /** Excludes the keys that requests of a control point may set, by control point. */
    ClientLabels neverFill(Map<String, Set<String>> keys) {
        keys.forEach((controlPoint, some) -> owned.put(controlPoint, anyCase(some)));
        return this;
    }

    private static Set<String> anyCase(Set<String> keys) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(keys);
        return set;
    }

    /** The client's labels and those of the surroundings, for one request. */
    AmbientLabels of(FlowRequest request, ControlPointSettings set) {
        if (written == AmbientLabels.NONE) {
            return surroundings;
        }
        return (controlPoint, labels) -> {
            Set<String> ofOthers = owned.getOrDefault(controlPoint, Set.of());
            Set<String> ofPolicies = weighingNow.get();
            Map<String, String> all = new HashMap<>();
            written.addTo(controlPoint, all);
            all.forEach(
                    (key, value) -> {
                        if (!weighing.contains(key)
                                && !hasKey(ofPolicies, key)
                                && !ofOthers.contains(key)
                                && !request.claims(key)
                                && !hasKey(set.labels(), key)) {
                            labels.put(key, value);
                        }
                    });
            surroundings.addTo(controlPoint, labels);
        };
    }

    static boolean hasKey(Map<String, ?> labels, String key) {
        return hasKey(labels.keySet(), key);
    }

    static boolean hasKey(Set<String> keys, String key) {
        for (String each : keys) {
            if (each.equalsIgnoreCase(key)) {
                return true;
            }
        }
        return false;
    }
}
