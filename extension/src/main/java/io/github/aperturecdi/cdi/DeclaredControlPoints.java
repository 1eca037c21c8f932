package io.github.aperturecdi.cdi;

import java.util.Set;

/**
 * The control points that the methods of a deployment declare.
 *
 * @param names their names
 */
public record DeclaredControlPoints(Set<String> names) {

    /** The parameter of the synthetic bean. */
    static final String NAMES = "names";

    /** Nobody changes them. */
    public DeclaredControlPoints {
        names = Set.copyOf(names);
    }
}
