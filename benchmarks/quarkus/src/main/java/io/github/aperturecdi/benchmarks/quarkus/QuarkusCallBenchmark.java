package io.github.aperturecdi.benchmarks.quarkus;

import io.github.aperturecdi.benchmarks.calls.CallBenchmark;
import io.github.aperturecdi.benchmarks.calls.Shop;
import io.github.aperturecdi.flow.FlowControl;
import io.quarkus.runtime.Application;
import jakarta.enterprise.inject.spi.CDI;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Calls in Quarkus. */
public class QuarkusCallBenchmark extends CallBenchmark {

    private Application application;

    /**
     * Starts the application that Quarkus has generated.
     *
     * @throws ReflectiveOperationException if the jar is not the one that Quarkus has built
     */
    @Setup
    public void open() throws ReflectiveOperationException {
        application =
                Class.forName("io.quarkus.runner.ApplicationImpl")
                        .asSubclass(Application.class)
                        .getDeclaredConstructor()
                        .newInstance();
        application.start(new String[0]);
        use(CDI.current().select(Shop.class).get(), CDI.current().select(FlowControl.class).get());
    }

    /** Stops it. */
    @TearDown
    public void close() {
        application.stop();
    }
}
