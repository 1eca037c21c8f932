package io.github.aperturecdi.cdi;

import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.internal.async.LastingResults;
import io.github.aperturecdi.internal.async.PlainReturn;
import io.github.aperturecdi.internal.async.ResultKind;
import io.github.aperturecdi.internal.labels.MethodLabels;
import io.github.aperturecdi.internal.refusal.Refusal;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a controlled method: all that does not depend on a call. {@link MethodPlanner} makes
 * it.
 *
 * @param name the method as messages show it: {@code SimpleClass.method}
 * @param controlPoint the control point of its flows
 * @param timeout the timeout of the annotation; null for the configuration's
 * @param rampMode whether its calls may run only if a load ramp admits them
 * @param labels the labels that its annotations declare
 * @param returnType its return type in the bean
 * @param kind the kind of its result
 * @param lasting the kinds that follow the work in its results
 * @param caching caches its results; null if they are not cached
 * @param refusal answers its refused calls
 * @param mappers the application's mappers, which the refusal uses
 */
record ControlledMethod(
        String name,
        String controlPoint,
        @Nullable Duration timeout,
        boolean rampMode,
        MethodLabels labels,
        Class<?> returnType,
        ResultKind kind,
        LastingResults lasting,
        @Nullable ResultCaching caching,
        Refusal refusal,
        RejectionMappers mappers) {

    /**
     * Controls a call. For a plain result, the flow starts while the caller waits, so the call
     * needs no copy.
     */
    @Nullable Object control(InterceptedCall call) throws Exception {
        return kind.control(kind instanceof PlainReturn ? call : call.later());
    }

    FlowRequest request(@Nullable Object[] arguments) {
        FlowRequestBuilder request =
                FlowRequest.at(controlPoint).timeout(timeout).rampMode(rampMode);
        labels.addTo(request, arguments);
        String cacheKey = caching == null ? null : caching.key(arguments);
        if (cacheKey != null) {
            request.resultCacheKey(cacheKey);
        }
        return request.build();
    }
}
