package io.github.aperturecdi.opentelemetry;

import io.opentelemetry.api.baggage.Baggage;
import java.util.Map;

/** What knows OpenTelemetry. */
final class CurrentBaggage {

    private CurrentBaggage() {}

    static boolean addTo(Map<String, String> labels) {
        Baggage baggage = Baggage.current();
        if (baggage.isEmpty()) {
            return false;
        }
        baggage.forEach(
                (key, entry) ->
                        io.github.aperturecdi.labels.Baggage.add(key, entry.getValue(), labels));
        return true;
    }
}
