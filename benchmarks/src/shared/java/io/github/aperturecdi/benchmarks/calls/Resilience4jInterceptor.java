package io.github.aperturecdi.benchmarks.calls;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;

/** What an application writes in place of this library: a rate limiter for each user. */
@Interceptor
@Limited(Limited.By.RESILIENCE4J)
@Priority(Interceptor.Priority.APPLICATION)
public class Resilience4jInterceptor {

    private static final RateLimiterConfig LIMIT =
            RateLimiterConfig.custom()
                    .limitForPeriod(Shop.LIMIT)
                    .limitRefreshPeriod(Duration.ofSeconds(1))
                    .timeoutDuration(Duration.ZERO)
                    .build();

    private static final LoadingCache<String, RateLimiter> LIMITERS =
            Caffeine.newBuilder()
                    .maximumSize(100_000)
                    .build(user -> RateLimiter.of(user, LIMIT));

    /**
     * Limits a call by its first argument.
     *
     * @param call the call
     * @return what the method returns
     * @throws Exception what the method throws
     */
    @AroundInvoke
    public Object limit(InvocationContext call) throws Exception {
        if (!LIMITERS.get((String) call.getParameters()[0]).acquirePermission()) {
            throw new IllegalStateException("too many calls");
        }
        return call.proceed();
    }
}
