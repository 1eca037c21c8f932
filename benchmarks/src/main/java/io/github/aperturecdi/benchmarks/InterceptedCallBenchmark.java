package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.benchmarks.calls.Bucket4jInterceptor;
import io.github.aperturecdi.benchmarks.calls.CallBenchmark;
import io.github.aperturecdi.benchmarks.calls.NothingInterceptor;
import io.github.aperturecdi.benchmarks.calls.Resilience4jInterceptor;
import io.github.aperturecdi.benchmarks.calls.Shop;
import io.github.aperturecdi.flow.FlowControl;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ServiceLoader;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Calls in Weld SE. */
public class InterceptedCallBenchmark extends CallBenchmark {

    private WeldContainer container;

    /** Starts the application. */
    @Setup
    public void open() {
        System.setProperty("aperture.embedded.policies", "benchmarks/checkout.yaml");
        Weld weld =
                new Weld()
                        .disableDiscovery()
                        .addBeanClasses(
                                Shop.class,
                                NothingInterceptor.class,
                                Bucket4jInterceptor.class,
                                Resilience4jInterceptor.class,
                                NoMeter.class);
        ServiceLoader.load(Extension.class).forEach(weld::addExtension);
        container = weld.initialize();
        use(container.select(Shop.class).get(), container.select(FlowControl.class).get());
    }

    /** Stops it. */
    @TearDown
    public void close() {
        container.close();
    }
}
