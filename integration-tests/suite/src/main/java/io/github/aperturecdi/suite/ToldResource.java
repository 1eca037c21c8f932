package io.github.aperturecdi.suite;

import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.stream.Collectors;

/** What the agent was told, for clients that are elsewhere. */
@Path("/told")
@RequestScoped
public class ToldResource {

    /** Flow status and HTTP status of every flow that has ended, sorted. */
    @GET
    public String told() {
        return DeployedAgent.current().spans().stream()
                .map(span -> text(span, "aperture.flow.status") + text(span, "http.status_code"))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String text(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(KeyValue::getValue)
                .map(value -> value.getStringValue())
                .collect(Collectors.joining());
    }
}
