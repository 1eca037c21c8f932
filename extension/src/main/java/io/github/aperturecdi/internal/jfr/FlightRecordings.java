package io.github.aperturecdi.internal.jfr;

import io.github.aperturecdi.flow.FlowObserver;
import java.util.Optional;

/**
 * The entry to the JVM's flight recorder. It uses no type of the recorder itself, so it loads
 * without the module jdk.jfr.
 */
public final class FlightRecordings {

    private FlightRecordings() {}

    /**
     * Makes the observer that writes flows into recordings that enable them.
     *
     * @return the observer; empty in a JVM without the module jdk.jfr
     */
    public static Optional<FlowObserver> observer() {
        try {
            Class.forName("jdk.jfr.Event", false, FlightRecordings.class.getClassLoader());
            return Optional.of(new FlowEvents());
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
