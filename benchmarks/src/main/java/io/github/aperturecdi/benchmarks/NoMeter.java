package io.github.aperturecdi.benchmarks;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

/**
 * SmallRye Fault Tolerance wants a meter where OpenTelemetry is on the class path, as it is here
 * for another benchmark. This one measures nothing.
 */
@Dependent
public class NoMeter {

    /**
     * Makes it.
     *
     * @return the meter
     */
    @Produces
    public Meter meter() {
        return OpenTelemetry.noop().getMeter("benchmarks");
    }
}
