package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.flow.FlowControl;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A flow at each component of the embedded agent, without a queue. */
public class AdmissionBenchmark extends FlowBenchmark {

    /** The control point of one component. */
    @Param({"rate-limiter", "quota-scheduler", "concurrency-scheduler"})
    public String component;

    /** Opens the agent. */
    @Setup
    public void open() {
        open("benchmarks/components.yaml", component, FlowControl.builder());
    }
}
