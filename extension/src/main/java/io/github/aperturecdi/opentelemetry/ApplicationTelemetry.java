package io.github.aperturecdi.opentelemetry;

import io.github.aperturecdi.flow.FlowObserver;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;

/** The application's OpenTelemetry. Names no type of it, so that it loads without it. */
public final class ApplicationTelemetry {

    private ApplicationTelemetry() {}

    /**
     * What tells OpenTelemetry of flows: attributes on the caller's span, and metrics.
     *
     * @param beans every bean: one of the type OpenTelemetry is used, else the global one where it
     *     has been set
     * @return the observer; empty without OpenTelemetry's API
     */
    public static Optional<FlowObserver> observer(Instance<Object> beans) {
        try {
            Class.forName(
                    "io.opentelemetry.api.OpenTelemetry",
                    false,
                    ApplicationTelemetry.class.getClassLoader());
            return Optional.of(TelemetryObserver.of(beans));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
