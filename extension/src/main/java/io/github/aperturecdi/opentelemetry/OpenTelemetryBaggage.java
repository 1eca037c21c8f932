package io.github.aperturecdi.opentelemetry;

import java.util.Map;

/**
 * The baggage of this thread. Names no type of OpenTelemetry itself, so that it loads without it.
 */
public final class OpenTelemetryBaggage {

    private final boolean present = present();

    /** Looks whether the API is there. */
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
     * Adds the entries.
     *
     * @param labels takes them
     * @return false where there is no baggage
     */
    public boolean addTo(Map<String, String> labels) {
        return present && CurrentBaggage.addTo(labels);
    }
}
