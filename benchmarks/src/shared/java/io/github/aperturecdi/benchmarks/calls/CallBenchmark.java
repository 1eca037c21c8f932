package io.github.aperturecdi.benchmarks.calls;

import io.github.aperturecdi.flow.FlowControl;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The call of a bean's method by 1,024 users in turn, from the caller's side of the proxy. A
 * subclass starts the container.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public abstract class CallBenchmark {

    private static final String[] USERS =
            IntStream.range(0, 1_024).mapToObj(i -> "user" + i).toArray(String[]::new);

    private Shop shop;
    private int calls;

    /**
     * Uses the bean of a container that has just started.
     *
     * @param shop the bean
     * @param flows its flow control
     */
    protected final void use(Shop shop, FlowControl flows) {
        this.shop = shop;
        shop.controlled("bob");
        if (flows.status().admitted() != 1) {
            throw new IllegalStateException("no limiter has counted the call");
        }
    }

    private String user() {
        return USERS[calls++ & USERS.length - 1];
    }

    /**
     * No interceptor.
     *
     * @return the result
     */
    @Benchmark
    public int plain() {
        return shop.plain(user());
    }

    /**
     * An interceptor that proceeds.
     *
     * @return the result
     */
    @Benchmark
    public int intercepted() {
        return shop.intercepted(user());
    }

    /**
     * A flow with a label.
     *
     * @return the result
     */
    @Benchmark
    public int controlled() {
        return shop.controlled(user());
    }

    /**
     * A bucket in an interceptor by hand.
     *
     * @return the result
     */
    @Benchmark
    public int bucket4j() {
        return shop.bucket4j(user());
    }

    /**
     * A rate limiter in an interceptor by hand.
     *
     * @return the result
     */
    @Benchmark
    public int resilience4j() {
        return shop.resilience4j(user());
    }

    /**
     * SmallRye's rate limit.
     *
     * @return the result
     */
    @Benchmark
    public int smallRye() {
        return shop.smallRye(user());
    }
}
