package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.internal.policy.PolicyLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One scenario as it was recorded from a real agent: policies, and what came of each flow. */
record Trace(String name, Double loadedMs, List<String> texts, List<Event> events) {

    /** One flow. Times are in milliseconds since the start; a null is what did not happen. */
    record Event(
            int seq,
            double ms,
            double answeredMs,
            int order,
            String controlPoint,
            Map<String, String> labels,
            long timeoutMs,
            boolean admitted,
            String reason,
            int deniedCode,
            Map<String, Object> decision,
            Double endedMs) {

        double waitedMs() {
            return answeredMs - ms;
        }

        double number(String field) {
            return decision.get(field) instanceof Number number ? number.doubleValue() : 0;
        }
    }

    static List<Trace> of(String component) {
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(10_000_000).build();
        try (InputStream json = Trace.class.getResourceAsStream("/traces/" + component + ".json")) {
            return maps(((Map<?, ?>) new Load(settings).loadFromInputStream(json)).get("scenarios"))
                    .stream()
                    .map(Trace::trace)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Trace of(String component, String name) {
        return of(component).stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object list) {
        return (List<Map<String, Object>>) list;
    }

    @SuppressWarnings("unchecked")
    private static Trace trace(Map<String, Object> scenario) {
        return new Trace(
                (String) scenario.get("name"),
                number(scenario.get("loaded_t_ms")),
                (List<String>) scenario.get("policies"),
                maps(scenario.get("events")).stream().map(Trace::event).toList());
    }

    @SuppressWarnings("unchecked")
    private static Event event(Map<String, Object> event) {
        List<Map<String, Object>> decisions = maps(event.get("limiter_decisions"));
        return new Event(
                ((Number) event.get("seq")).intValue(),
                number(event.get("t_ms")),
                number(event.get("answered_ms")),
                ((Number) event.get("answer_order")).intValue(),
                (String) event.get("control_point"),
                (Map<String, String>) event.get("labels"),
                ((Number) event.get("timeout_ms")).longValue(),
                event.get("decision").equals("ACCEPTED"),
                (String) event.get("reject_reason"),
                ((Number) event.get("denied_code")).intValue(),
                decisions.isEmpty() ? Map.of() : decisions.get(0),
                number(event.get("ended_ms")));
    }

    private static Double number(Object number) {
        return number == null ? null : ((Number) number).doubleValue();
    }

    /** The policies as they were loaded. */
    List<Policy> policies(Path folder) {
        try {
            for (int i = 0; i < texts.size(); i++) {
                Files.writeString(folder.resolve(i + ".yaml"), texts.get(i));
            }
            return PolicyLoader.load(folder.toString(), Trace.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
