package io.github.aperturecdi.internal.opentelemetry;

import io.github.aperturecdi.internal.labels.BaggageEntries;
import io.opentelemetry.api.baggage.Baggage;
import java.util.Map;

/** Reads OpenTelemetry's baggage. It needs OpenTelemetry to load. */
final class CurrentBaggage {

    private CurrentBaggage() {}

    static boolean addTo(Map<String, String> labels) {
        Baggage baggage = Baggage.current();
        if (baggage.isEmpty()) {
            return false;
        }
        BaggageEntries entries = new BaggageEntries(labels);
        baggage.forEach((key, entry) -> entries.add(key, entry.getValue()));
        return true;
    }
}
