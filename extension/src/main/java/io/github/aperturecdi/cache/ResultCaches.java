package io.github.aperturecdi.cache;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.internal.async.ResultKind;
import io.github.aperturecdi.internal.async.SingleResult;
import io.github.aperturecdi.internal.config.Durations;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the caching plans of one deployment's methods, and holds what they share. */
public final class ResultCaches implements AutoCloseable {

    private final ResultCodecs codecs;
    private final PendingStores stores = new PendingStores();

    /**
     * Looks for codecs.
     *
     * @param loader the application's class loader
     */
    public ResultCaches(ClassLoader loader) {
        this(ResultCodecs.load(loader));
    }

    ResultCaches(ResultCodecs codecs) {
        this.codecs = codecs;
    }

    /**
     * Makes the plan of a controlled method.
     *
     * @param target the bean's class, or the container's subclass of it
     * @param method the method
     * @param name the method as messages show it
     * @param kind the kind of its result; null when its work has ended once it returns
     * @return the plan; null without {@link ApertureCached}
     * @throws IllegalArgumentException if the method cannot be cached as annotated; the message
     *     says why, and the remedy
     */
    public @Nullable ResultCaching of(
            Class<?> target, Method method, String name, @Nullable ResultKind kind) {
        if (method.isAnnotationPresent(FlowCacheKey.class)) {
            throw new IllegalArgumentException(CacheTexts.controlledKeyMethod(name));
        }
        ApertureCached cached = method.getAnnotation(ApertureCached.class);
        if (cached == null) {
            refuseKeyParts(method, name);
            return null;
        }
        BeanTypes types = new BeanTypes(target);
        Type declared = types.resolved(method.getGenericReturnType());
        Class<?> returned = types.raw(declared);
        SingleResult single = kind == null ? null : kind.single(returned);
        if (kind != null && single == null) {
            throw new IllegalArgumentException(CacheTexts.cachedAsync(name, returned.getName()));
        }
        Type result = single == null ? boxed(declared) : content(declared);
        if (result == Void.class) {
            throw new IllegalArgumentException(CacheTexts.cachedVoid(name));
        }
        String unkeyed = UnkeyedState.of(target);
        if (unkeyed != null) {
            throw new IllegalArgumentException(CacheTexts.unkeyedState(name, unkeyed));
        }
        Duration timeToLive = timeToLive(cached, name);
        List<ResultKey.Part> keyParts = keyParts(method, types, name);
        ResultCodec codec = codecs.of(result);
        if (codec == null) {
            throw new IllegalArgumentException(
                    CacheTexts.noResultCodec(name, result.getTypeName()));
        }
        Results results = new Results(codec, result);
        ResultKey key = new ResultKey(target, method, results.version(), keyParts);
        return new ResultCaching(name, key, timeToLive, single, results, stores);
    }

    /** Closes the codecs. Results that come later are not stored. */
    @Override
    public void close() {
        stores.close();
        codecs.close();
    }

    private static void refuseKeyParts(Method method, String name) {
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i].isAnnotationPresent(FlowCacheKey.class)) {
                throw new IllegalArgumentException(CacheTexts.cacheKeyWithoutCache(name, i));
            }
        }
    }

    private static Type content(Type async) {
        return async instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[0]
                : Object.class;
    }

    private static Type boxed(Type declared) {
        return declared instanceof Class<?> type && type.isPrimitive()
                ? MethodType.methodType(type).wrap().returnType()
                : declared;
    }

    private static Duration timeToLive(ApertureCached cached, String method) {
        try {
            return Durations.timeToLive(cached.ttl());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    CacheTexts.badTimeToLive(method, cached.ttl(), e.getMessage()), e);
        }
    }

    private static List<ResultKey.Part> keyParts(Method method, BeanTypes types, String name) {
        Parameter[] parameters = method.getParameters();
        boolean all =
                Arrays.stream(parameters)
                        .noneMatch(parameter -> parameter.isAnnotationPresent(FlowCacheKey.class));
        List<ResultKey.Part> parts = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            if (all || parameters[i].isAnnotationPresent(FlowCacheKey.class)) {
                Type type = types.resolved(parameters[i].getParameterizedType());
                if (!KeyTypes.canBeKey(type)) {
                    throw new IllegalArgumentException(
                            CacheTexts.badCacheKeyParameter(name, i, type.getTypeName()));
                }
                parts.add(new ResultKey.Part(i, type));
            }
        }
        return List.copyOf(parts);
    }
}
