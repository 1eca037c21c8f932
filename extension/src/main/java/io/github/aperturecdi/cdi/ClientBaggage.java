package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.internal.config.LabelConfig;
import io.github.aperturecdi.internal.labels.Baggage;
import io.github.aperturecdi.internal.opentelemetry.OpenTelemetryBaggage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The labels that clients write as baggage. Only listed keys count, and none that another source
 * may set.
 */
final class ClientBaggage implements AmbientLabels {

    private final OpenTelemetryBaggage openTelemetry = new OpenTelemetryBaggage();
    private final CallerHeaders headers;
    private final Supplier<Optional<Set<String>>> provided;
    private final Set<String> listed;
    private final Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * @param provided the keys of the label providers; empty if they may set any key
     */
    ClientBaggage(
            LabelConfig config, CallerHeaders headers, Supplier<Optional<Set<String>>> provided) {
        this.headers = headers;
        this.provided = provided;
        listed = config.baggage();
        taken.addAll(config.ownKeys());
    }

    @Override
    public void addTo(String controlPoint, Map<String, String> labels) {
        Map<String, String> written = new HashMap<>();
        // OpenTelemetry's baggage comes first. The header is read if there is none.
        if (!openTelemetry.addTo(written)) {
            String header = headers.values().get(Baggage.HEADER);
            if (header != null) {
                Baggage.addAll(header, written);
            }
        }
        if (written.isEmpty()) {
            return;
        }
        provided.get()
                .ifPresent(
                        keys ->
                                written.forEach(
                                        (key, value) -> {
                                            if (isListed(key)
                                                    && !taken.contains(key)
                                                    && !keys.contains(key)) {
                                                labels.put(key, value);
                                            }
                                        }));
    }

    private boolean isListed(String key) {
        return listed.contains(key) || listed.contains(LabelConfig.EVERY_KEY);
    }
}
