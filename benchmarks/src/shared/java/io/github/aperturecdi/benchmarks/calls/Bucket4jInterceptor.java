package io.github.aperturecdi.benchmarks.calls;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;

/** What an application writes in place of this library: a bucket for each user. */
@Interceptor
@Limited(Limited.By.BUCKET4J)
@Priority(Interceptor.Priority.APPLICATION)
public class Bucket4jInterceptor {

    private static final LoadingCache<String, Bucket> BUCKETS =
            Caffeine.newBuilder()
                    .maximumSize(100_000)
                    .build(
                            user ->
                                    Bucket.builder()
                                            .addLimit(
                                                    limit ->
                                                            limit.capacity(Shop.LIMIT)
                                                                    .refillGreedy(
                                                                            Shop.LIMIT,
                                                                            Duration.ofSeconds(1)))
                                            .build());

    /**
     * Limits a call by its first argument.
     *
     * @param call the call
     * @return what the method returns
     * @throws Exception what the method throws
     */
    @AroundInvoke
    public Object limit(InvocationContext call) throws Exception {
        if (!BUCKETS.get((String) call.getParameters()[0]).tryConsume(1)) {
            throw new IllegalStateException("too many calls");
        }
        return call.proceed();
    }
}
