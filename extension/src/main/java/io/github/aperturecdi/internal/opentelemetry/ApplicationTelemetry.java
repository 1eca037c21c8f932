package io.github.aperturecdi.internal.opentelemetry;

import io.github.aperturecdi.flow.FlowObserver;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;

/**
 * Finds the application's OpenTelemetry. It uses no type of OpenTelemetry itself, so it loads
 * without that library.
 */
public final class ApplicationTelemetry {

    private ApplicationTelemetry() {}

    /**
     * Makes the observer that reports flows to OpenTelemetry: attributes on the caller's span, and
     * metrics.
     *
     * @param beans the beans of the application: a bean of the type OpenTelemetry is used, or else
     *     the global instance once it is set
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
