package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.flow.FlowControl;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The call of a bean's method in Weld SE, from the caller's side of the proxy: alone, behind an
 * interceptor that does nothing, behind this library with the embedded agent's rate limiter (which
 * counts by user), and behind SmallRye Fault Tolerance's {@code @RateLimit} (which counts all). No
 * limit is ever reached.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class InterceptedCallBenchmark {

    private WeldContainer container;
    private BenchmarkedShop till;

    /** Starts the application. */
    @Setup
    public void open() {
        System.setProperty("aperture.embedded.policies", "benchmarks/checkout.yaml");
        Weld weld =
                new Weld()
                        .disableDiscovery()
                        .addBeanClasses(BenchmarkedShop.class, NoOp.class, NoMeter.class);
        weld.addInterceptor(NoOp.class);
        ServiceLoader.load(Extension.class).forEach(weld::addExtension);
        container = weld.initialize();
        till = container.select(BenchmarkedShop.class).get();
        till.controlled("bob");
        if (container.select(FlowControl.class).get().status().admitted() != 1) {
            throw new IllegalStateException("nobody was asked");
        }
    }

    /** Stops it. */
    @TearDown
    public void close() {
        container.close();
    }

    /**
     * No interceptor.
     *
     * @return the result
     */
    @Benchmark
    public int plain() {
        return till.plain("bob");
    }

    /**
     * An interceptor that proceeds.
     *
     * @return the result
     */
    @Benchmark
    public int intercepted() {
        return till.intercepted("bob");
    }

    /**
     * A flow with a label.
     *
     * @return the result
     */
    @Benchmark
    public int controlled() {
        return till.controlled("bob");
    }

    /**
     * SmallRye's rate limit.
     *
     * @return the result
     */
    @Benchmark
    public int smallRye() {
        return till.smallRye("bob");
    }
}
