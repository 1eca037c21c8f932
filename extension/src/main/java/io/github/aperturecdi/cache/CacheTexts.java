package io.github.aperturecdi.cache;

import org.jspecify.annotations.Nullable;

/** The messages about cached results. Ids: 800 to 899. */
final class CacheTexts {

    private CacheTexts() {}

    static String cachedVoid(Object method) {
        return """
                APERTURE-800: %s has @ApertureCached and returns nothing that can be cached. The \
                second call would silently not run. Remove @ApertureCached, or return the result."""
                .formatted(method);
    }

    static String cachedAsync(Object method, String type) {
        return """
                APERTURE-801: %s has @ApertureCached and returns %s, a stream or an asynchronous \
                type whose result cannot be cached. Return the result itself, CompletionStage, \
                CompletableFuture or Uni, or remove @ApertureCached."""
                .formatted(method, type);
    }

    static String badTimeToLive(Object method, String value, String problem) {
        return """
                APERTURE-802: @ApertureCached of %s has the ttl '%s', which %s. Write it as 30s, \
                10m, 24h or PT10M."""
                .formatted(method, value, problem);
    }

    static String noResultCodec(Object method, String type) {
        return """
                APERTURE-803: %s has @ApertureCached, and there is no codec for its result, %s. \
                Add JSON-B or Jackson for data types, or register a ResultCodec as a service, or \
                return a String or byte[]."""
                .formatted(method, type);
    }

    static String badCacheKeyParameter(Object method, int parameter, String type) {
        return """
                APERTURE-804: Parameter %s of %s is part of the key of @ApertureCached, and its \
                type %s has no text that identifies a value exactly. Strings, numbers, dates and \
                similar types of the JDK have one, and so do enums and records of them. In a class \
                of the application, put @FlowCacheKey on the method without parameters whose \
                result identifies the object; or mark the parameters that make the key; or pass a \
                String."""
                .formatted(parameter + 1, method, type);
    }

    static String cacheKeyWithoutCache(Object method, int parameter) {
        return """
                APERTURE-805: Parameter %s of %s has @FlowCacheKey, and the method has no \
                @ApertureCached. Add @ApertureCached, or remove @FlowCacheKey."""
                .formatted(parameter + 1, method);
    }

    static String noResultKey(Object method, @Nullable Throwable failure) {
        return """
                APERTURE-806: A call of %s is not cached, because a parameter has no text that \
                identifies its value exactly%s. Pass a value whose class has one, or mark the \
                method that identifies it with @FlowCacheKey in its class. Logged once for this \
                method."""
                .formatted(method, because(failure));
    }

    static String unreadableResult(Object method, @Nullable Throwable failure) {
        return """
                APERTURE-807: A cached result of %s could not be read%s, so the method ran. \
                Another version of the application may have stored it. Otherwise the codec cannot \
                read what it writes: correct the codec. Logged once for this method."""
                .formatted(method, because(failure));
    }

    static String unstorableResult(Object method, @Nullable Throwable failure) {
        return """
                APERTURE-808: A result of %s was not cached, because its codec failed%s. Return a \
                type that the codec can map, or add a ResultCodec. Logged once for this method."""
                .formatted(method, because(failure));
    }

    static String resultTooLarge(Object method, int bytes, int max) {
        return """
                APERTURE-809: A result of %s was not cached, because its %s bytes exceed the limit \
                of %s. Return less, or remove @ApertureCached. Logged once for this method."""
                .formatted(method, bytes, max);
    }

    /** Only the status: its description may hold a key. */
    static String resultNotTaken(Object method, Object status) {
        return """
                APERTURE-810: The agent did not store a result of %s in its cache (%s), so later \
                calls run. Look at the agent's log. Logged once for this method."""
                .formatted(method, status);
    }

    static String codecNotClosed(String codec) {
        return """
                APERTURE-811: The result codec %s could not be closed with the application, so its \
                memory may not be freed. Correct its close() method; its failure follows."""
                .formatted(codec);
    }

    /** {@code loss} names the classes and fields that differ, without values. */
    static String lossyResult(String method, String loss) {
        return """
                APERTURE-812: A result of %s was not cached, because its codec loses a part of it: \
                read back, %s. Return a type that the codec restores exactly, or add a \
                ResultCodec. Logged once for this method."""
                .formatted(method, loss);
    }

    static String controlledKeyMethod(String method) {
        return """
                APERTURE-813: %s has @FlowCacheKey and is itself a controlled method. Mark the \
                parameters of the key, or, in the class of a parameter, the method whose result \
                identifies the object."""
                .formatted(method);
    }

    static String readOnce(String method, String type) {
        return """
                APERTURE-814: A result of %s was not cached, because it holds a %s, which can be \
                read only once, and that is for the caller. Return a list or an array in its \
                place. Logged once for this method."""
                .formatted(method, type);
    }

    static String unkeyedState(String method, String state) {
        return """
                APERTURE-815: %s has @ApertureCached, and its result may depend on %s, which is \
                not part of the key. Clients would get the results of others. Pass it to the \
                method as a parameter, or remove @ApertureCached."""
                .formatted(method, state);
    }

    /** The type only: the failure's message may hold a value. */
    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }
}
