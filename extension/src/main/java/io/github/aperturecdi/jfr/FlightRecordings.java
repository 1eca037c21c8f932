package io.github.aperturecdi.jfr;

import io.github.aperturecdi.flow.FlowObserver;
import java.util.Optional;

/** The JVM's flight recorder. Names no type of it, so that it loads without it. */
public final class FlightRecordings {

    private FlightRecordings() {}

    /**
     * What writes flows into recordings that ask for them.
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
