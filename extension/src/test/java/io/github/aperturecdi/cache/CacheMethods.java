package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.async.AsyncReturns;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Methods of a test's class, by their names, and the plans of their results. */
final class CacheMethods {

    private CacheMethods() {}

    static Method of(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The plan, with the codecs of the class path. */
    static @Nullable ResultCaching plan(Class<?> type, String name) {
        return plan(type, name, ResultCodecs.load(type.getClassLoader()));
    }

    static @Nullable ResultCaching plan(Class<?> type, String name, ResultCodecs codecs) {
        return new ResultCaches(codecs)
                .of(
                        type,
                        of(type, name),
                        type.getSimpleName() + "." + name,
                        new AsyncReturns(type.getClassLoader())
                                .of(of(type, name).getReturnType(), name));
    }

    /** The plan without JSON-B and Jackson. */
    static ResultCodecs plain(ResultCodec... more) {
        return new ResultCodecs(List.of(more));
    }
}
