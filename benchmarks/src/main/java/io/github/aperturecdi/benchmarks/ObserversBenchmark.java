package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.internal.jfr.FlightRecordings;
import io.github.aperturecdi.internal.opentelemetry.ApplicationTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A flow from its start to its end at the embedded agent's rate limiter, with those who watch it in
 * a container. The difference is what being seen costs.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class ObserversBenchmark {

    /** The observers of the flows. */
    public enum Observers {
        /** No observer. */
        NONE,
        /** What a container adds in any case: flight recordings, of which none runs. */
        RECORDINGS_OFF,
        /** OpenTelemetry as well, with metrics and a span around the flow. */
        TELEMETRY
    }

    /** Some of them. */
    @Param public Observers observers;

    private FlowControl flows;
    private FlowRequest request;
    private @Nullable OpenTelemetrySdk telemetry;
    private @Nullable Scope span;

    /** Opens the agent. On the thread that measures, whose span it is. */
    @Setup
    public void open() {
        ClassLoader loader = ObserversBenchmark.class.getClassLoader();
        FlowControlBuilder builder =
                FlowControl.builder()
                        .agent(
                                ServiceLoader.load(EmbeddedAgentProvider.class, loader)
                                        .findFirst()
                                        .orElseThrow()
                                        .open("benchmarks/checkout.yaml", loader));
        if (observers == Observers.TELEMETRY) {
            OpenTelemetrySdk sdk = sdk();
            telemetry = sdk;
            ApplicationTelemetry.observer(beans(sdk)).ifPresent(builder::observer);
            span = sdk.getTracer("benchmark").spanBuilder("request").startSpan().makeCurrent();
        }
        if (observers != Observers.NONE) {
            FlightRecordings.observer().ifPresent(builder::observer);
        }
        flows = builder.build();
        request = FlowRequest.at("checkout").label("user", "bob").build();
    }

    private static OpenTelemetrySdk sdk() {
        return OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder()
                                .registerMetricReader(InMemoryMetricReader.create())
                                .build())
                .setTracerProvider(SdkTracerProvider.builder().build())
                .build();
    }

    /** A container with one bean. */
    @SuppressWarnings("unchecked")
    private static Instance<Object> beans(OpenTelemetry bean) {
        return (Instance<Object>)
                Proxy.newProxyInstance(
                        ObserversBenchmark.class.getClassLoader(),
                        new Class<?>[] {Instance.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "select" -> proxy;
                                    case "isResolvable" -> true;
                                    case "get" -> bean;
                                    default -> throw new UnsupportedOperationException();
                                });
    }

    /** Closes it. */
    @TearDown
    public void close() {
        flows.close();
        if (telemetry != null && span != null) {
            Span.current().end();
            span.close();
            telemetry.close();
        }
    }

    /**
     * One flow.
     *
     * @return whether it may run
     */
    @Benchmark
    public boolean flow() {
        try (Flow flow = flows.start(request)) {
            return flow.shouldRun();
        }
    }
}
