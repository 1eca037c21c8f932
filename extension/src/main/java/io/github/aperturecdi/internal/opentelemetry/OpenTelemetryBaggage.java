package io.github.aperturecdi.internal.opentelemetry;

import java.util.Map;

/**
 * The baggage of this thread. It uses no type of OpenTelemetry itself, so it loads without that
 * library.
 */
public final class OpenTelemetryBaggage {

    private final boolean present = present();

    /** Checks whether OpenTelemetry's API is present. */
    public OpenTelemetryBaggage() {}

    private static boolean present() {
        try {
            Class.forName(
                    "io.opentelemetry.api.baggage.Baggage",
                    false,
                    OpenTelemetryBaggage.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Adds the entries of the baggage.
     *
     * @param labels receives the entries
     * @return false if there is no baggage
     */
    public boolean addTo(Map<String, String> labels) {
        return present && CurrentBaggage.addTo(labels);
    }
}
