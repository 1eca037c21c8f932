package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.ScriptedAgent;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What operators see through the container: flows in the traces and metrics that it exports. The
 * application does nothing for it.
 */
@Tag("core")
@Tag("telemetry")
@Tag("http")
@ExtendWith(ArquillianExtension.class)
class ObservabilityTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        int collector = ScriptedAgent.freePort();
        String endpoint = "otel.exporter.otlp.endpoint=http://127.0.0.1:" + collector;
        return Deployments.configured(
                Deployments.withModules(
                        Deployments.withScriptedAgent(
                                Shop.class,
                                ObservedShop.class,
                                ShopApplication.class,
                                RefusedUsers.class,
                                TelemetryResource.class,
                                TelemetryCollector.class,
                                TelemetryCollector.Server.class),
                        "jdk.httpserver"),
                // Above what the other tests have as system properties.
                "config_ordinal=500",
                TelemetryCollector.PORT + "=" + collector,
                endpoint,
                "otel.sdk.disabled=false",
                "otel.exporter.otlp.protocol=http/protobuf",
                "otel.metric.export.interval=100",
                "otel.bsp.schedule.delay=100",
                "otel.logs.exporter=none",
                "quarkus." + endpoint,
                "quarkus.otel.traces.exporter=cdi",
                "quarkus.otel.metrics.enabled=true",
                "quarkus.otel.exporter.otlp.protocol=http/protobuf",
                "quarkus.otel.metric.export.interval=100ms",
                "quarkus.otel.bsp.schedule.delay=100ms");
    }

    private String call(String path) throws Exception {
        URI uri = application.toURI().resolve("api/telemetry/" + path);
        return Patience.http()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private boolean isExported(String signal, String... texts) throws Exception {
        String query =
                Arrays.stream(texts)
                        .map(text -> "&text=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .collect(Collectors.joining());
        return Boolean.parseBoolean(call("has?signal=" + signal + query));
    }

    private void awaitExported(String signal, String... texts) {
        await(signal + ": " + String.join(" ", texts)).until(() -> isExported(signal, texts));
    }

    @Test
    @RunAsClient
    void spans_and_metrics_tell_of_flows_and_metrics_of_no_labels_value() throws Exception {
        assertThat(call("value?refused=false")).isEqualTo("u-1 ordered 1");
        assertThat(call("value?refused=true")).isEqualTo("RATE_LIMITED");
        assertThat(call("stage")).isEqualTo("RATE_LIMITED");
        for (String signal : List.of("traces", "metrics")) {
            awaitExported(signal, "aperture.control_point", "checkout");
            awaitExported(signal, "aperture.control_point", "staged");
            awaitExported(signal, "aperture.decision", "admitted");
            awaitExported(signal, "aperture.decision", "rejected");
            awaitExported(signal, "aperture.reject_reason", "rate_limited");
        }
        awaitExported("metrics", "aperture.flow.checks");
        awaitExported("metrics", "aperture.flow.check.duration");
        awaitExported("metrics", "aperture.flow.active");
        awaitExported("metrics", "aperture.telemetry.dropped");
        assertThat(isExported("metrics", "rate-limited")).isFalse();
    }
}
