package io.github.aperturecdi.cdi;

import java.util.Set;

/**
 * The control points that the methods of a deployment declare.
 *
 * @param names their names
 * @param inRampMode those of them where a method may run only where a load ramp lets it
 */
public record DeclaredControlPoints(Set<String> names, Set<String> inRampMode) {

    /** The parameters of the synthetic bean. */
    static final String NAMES = "names";

    static final String IN_RAMP_MODE = "inRampMode";

    /** Nobody changes them. */
    public DeclaredControlPoints {
        names = Set.copyOf(names);
        inRampMode = Set.copyOf(inRampMode);
    }
}
