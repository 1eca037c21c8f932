package io.github.aperturecdi.internal.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application's OpenTelemetry: a bean, as in Quarkus and MicroProfile Telemetry, or the
 * global instance, as the Java agent sets it.
 */
final class TelemetrySource {

    private TelemetrySource() {}

    static @Nullable OpenTelemetry find(Instance<Object> beans) {
        Instance<OpenTelemetry> found = beans.select(OpenTelemetry.class);
        return found.isResolvable() ? found.get() : global();
    }

    /**
     * The global instance, if it is set. A plain {@code get()} would set it, and an application
     * that sets it later would fail.
     */
    static @Nullable OpenTelemetry global() {
        try {
            return GlobalOpenTelemetry.isSet() ? GlobalOpenTelemetry.get() : null;
        } catch (NoSuchMethodError e) {
            // OpenTelemetry's API before 1.57 does not have this method.
            return null;
        }
    }
}
