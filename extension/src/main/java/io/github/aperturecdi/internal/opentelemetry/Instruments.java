package io.github.aperturecdi.internal.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The metrics of flows.
 *
 * @param checks flows that needed a decision, with or without a check sent, by control point,
 *     decision and reason
 * @param duration the time from the start of a flow to its decision, including the collection of
 *     its ambient labels, in seconds
 * @param active flows that run now, by control point
 * @param unlimited flows that a limiter admitted without counting, by control point and policy
 * @param dropped spans that the agent did not get. A meter calls it back and may outlive the
 *     application, so it has to be closed.
 */
record Instruments(
        LongCounter checks,
        DoubleHistogram duration,
        LongUpDownCounter active,
        LongCounter unlimited,
        ObservableLongCounter dropped) {

    private static final String SCOPE = "io.github.aperturecdi";

    /**
     * The boundaries of the histogram. A decision takes few milliseconds, and OpenTelemetry's own
     * first boundary is 5 milliseconds.
     */
    private static final List<Double> SECONDS =
            List.of(
                    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5,
                    1.0, 2.5, 5.0, 10.0);

    static Instruments of(OpenTelemetry telemetry, LongSupplier dropped) {
        Meter meter = telemetry.getMeter(SCOPE);
        return new Instruments(
                meter.counterBuilder("aperture.flow.checks")
                        .setUnit("{check}")
                        .setDescription(
                                "Flows that needed the Aperture agent's decision, also where it was not"
                                        + " sent the question because it was known to be lost or the"
                                        + " thread must not wait.")
                        .build(),
                advised(
                                meter.histogramBuilder("aperture.flow.check.duration")
                                        .setUnit("s")
                                        .setDescription(
                                                "How long flows took until they were decided, with the"
                                                        + " making of their ambient labels."))
                        .build(),
                meter.upDownCounterBuilder("aperture.flow.active")
                        .setUnit("{flow}")
                        .setDescription("Flows whose work runs now.")
                        .build(),
                meter.counterBuilder("aperture.flow.unlimited")
                        .setUnit("{flow}")
                        .setDescription(
                                "Flows that a limiter of a policy matched and did not count, for"
                                        + " want of the label that it counts by.")
                        .build(),
                meter.counterBuilder("aperture.telemetry.dropped")
                        .setUnit("{span}")
                        .setDescription("Ended flows that the Aperture agent did not hear of.")
                        .buildWithCallback(measured -> measured.record(dropped.getAsLong())));
    }

    private static DoubleHistogramBuilder advised(DoubleHistogramBuilder histogram) {
        try {
            return histogram.setExplicitBucketBoundariesAdvice(SECONDS);
        } catch (NoSuchMethodError e) {
            // OpenTelemetry's API before 1.32 does not have this method.
            return histogram;
        }
    }
}
