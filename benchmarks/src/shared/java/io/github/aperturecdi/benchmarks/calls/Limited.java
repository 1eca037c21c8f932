package io.github.aperturecdi.benchmarks.calls;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Binds an interceptor that an application may write itself. */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Limited {

    /** What the interceptor does. */
    enum By {
        /** Nothing. */
        NOTHING,
        /** It takes a token from a bucket of Bucket4j. */
        BUCKET4J,
        /** It asks a rate limiter of Resilience4j. */
        RESILIENCE4J
    }

    /**
     * Selects the interceptor.
     *
     * @return what it does
     */
    By value();
}
