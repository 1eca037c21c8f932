package io.github.aperturecdi.benchmarks;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.smallrye.faulttolerance.api.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;

/** One method behind different interceptors. */
@ApplicationScoped
public class BenchmarkedShop {

    /**
     * No interceptor.
     *
     * @param user who pays
     * @return the result
     */
    public int plain(String user) {
        return user.length();
    }

    /**
     * An interceptor that does nothing.
     *
     * @param user who pays
     * @return the result
     */
    @NoOp.Binding
    public int intercepted(String user) {
        return user.length();
    }

    /**
     * A flow.
     *
     * @param user who pays
     * @return the result
     */
    @ApertureControlled("checkout")
    public int controlled(@FlowLabel("user") String user) {
        return user.length();
    }

    /**
     * A rate limit of SmallRye Fault Tolerance.
     *
     * @param user who pays
     * @return the result
     */
    @RateLimit(value = 1_000_000_000, window = 1)
    public int smallRye(String user) {
        return user.length();
    }
}
