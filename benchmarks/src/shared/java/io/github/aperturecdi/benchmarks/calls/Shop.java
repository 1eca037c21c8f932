package io.github.aperturecdi.benchmarks.calls;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.smallrye.faulttolerance.api.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;

/** One method behind different interceptors. No limit is ever reached. */
@ApplicationScoped
public class Shop {

    /** The number of calls that each limit admits in a second. */
    public static final int LIMIT = 1_000_000_000;

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
    @Limited(Limited.By.NOTHING)
    public int intercepted(String user) {
        return user.length();
    }

    /**
     * A flow, with a limit by user.
     *
     * @param user who pays
     * @return the result
     */
    @ApertureControlled("checkout")
    public int controlled(@FlowLabel("user") String user) {
        return user.length();
    }

    /**
     * A bucket of Bucket4j by user, in an interceptor by hand.
     *
     * @param user who pays
     * @return the result
     */
    @Limited(Limited.By.BUCKET4J)
    public int bucket4j(String user) {
        return user.length();
    }

    /**
     * A rate limiter of Resilience4j by user, in an interceptor by hand.
     *
     * @param user who pays
     * @return the result
     */
    @Limited(Limited.By.RESILIENCE4J)
    public int resilience4j(String user) {
        return user.length();
    }

    /**
     * A rate limit of SmallRye Fault Tolerance, which counts all users together.
     *
     * @param user who pays
     * @return the result
     */
    @RateLimit(value = LIMIT, window = 1)
    public int smallRye(String user) {
        return user.length();
    }
}
