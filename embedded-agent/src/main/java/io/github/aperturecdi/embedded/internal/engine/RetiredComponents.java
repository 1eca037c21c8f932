package io.github.aperturecdi.embedded.internal.engine;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The versions of components that were replaced, or are no longer in any policy. A version is kept
 * as long as a flow may hold its tokens.
 */
final class RetiredComponents {

    /**
     * @param until when no flow holds its tokens any more
     */
    private record Retired(Component component, long until) {}

    /**
     * The limit on the versions of one component. Only a policy that changes constantly reaches it.
     */
    private static final int MAX_VERSIONS = 200;

    /**
     * The limit on all versions. Only policies that change constantly reach it. A change of more
     * components exceeds it, as the versions that it replaces are kept.
     */
    private static final int MAX_ALL = 1_000;

    /** In the order of their replacement. */
    private final Map<LimiterId, Retired> versions = new LinkedHashMap<>();

    /** Adds the versions of which flows may still hold tokens. */
    void addRest(RetiredComponents earlier, long now) {
        earlier.versions.forEach(
                (id, old) -> {
                    if (old.until() - now > 0) {
                        versions.put(id, old);
                    }
                });
    }

    /** Adds a version that is replaced now. No flow holds tokens of a sampler. */
    void add(Component component, long now) {
        versions.remove(component.id());
        if (!(component instanceof Sampler)) {
            versions.put(component.id(), new Retired(component, now + component.longestHold()));
        }
    }

    /** Removes versions that are in force again. */
    void remove(Set<LimiterId> inForce) {
        versions.keySet().removeAll(inForce);
    }

    /**
     * Removes the oldest versions beyond the limits.
     *
     * @param newest how many of the newest versions are kept in any case
     */
    void bound(int newest) {
        Map<List<String>, Integer> ofOne = new HashMap<>();
        versions.keySet().forEach(id -> ofOne.merge(id.place(), 1, Integer::sum));
        for (Iterator<LimiterId> oldest = versions.keySet().iterator(); oldest.hasNext(); ) {
            List<String> place = oldest.next().place();
            if (ofOne.get(place) > MAX_VERSIONS) {
                ofOne.merge(place, -1, Integer::sum);
                oldest.remove();
            }
        }
        for (Iterator<LimiterId> oldest = versions.keySet().iterator();
                versions.size() > Math.max(MAX_ALL, newest); ) {
            oldest.next();
            oldest.remove();
        }
    }

    @Nullable Component get(LimiterId id) {
        Retired version = versions.get(id);
        return version == null ? null : version.component();
    }

    /** All versions, the oldest first. */
    void forEach(Consumer<Component> action) {
        versions.values().forEach(version -> action.accept(version.component()));
    }
}
