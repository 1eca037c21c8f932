package io.github.aperturecdi.flow.link;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the first time that something is to be said of a control point. */
final class FirstOfEach {

    /** Names may be made at run time, and keeping them must not fill the memory. */
    private static final int MAX_CONTROL_POINTS = 1_000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** False past the bound, too. */
    boolean is(String controlPoint) {
        return !told.contains(controlPoint)
                && told.size() < MAX_CONTROL_POINTS
                && told.add(controlPoint);
    }
}
