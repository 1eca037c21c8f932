package io.github.aperturecdi.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;

/**
 * Which OpenTelemetry is the application's: a bean, as Quarkus and MicroProfile Telemetry have one,
 * or the global one, as the Java agent sets it.
 */
final class TelemetrySource {

    private TelemetrySource() {}

    static @Nullable OpenTelemetry find(Instance<Object> beans) {
        Instance<OpenTelemetry> found = beans.select(OpenTelemetry.class);
        return found.isResolvable() ? found.get() : global();
    }

    /**
     * The global one, which is never set by looking at it: an application that sets it later would
     * fail.
     */
    static @Nullable OpenTelemetry global() {
        try {
            return GlobalOpenTelemetry.isSet() ? GlobalOpenTelemetry.get() : null;
        } catch (NoSuchMethodError e) {
            // An API before 1.57 cannot be asked.
            return null;
        }
    }
}
