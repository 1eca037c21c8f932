package io.github.aperturecdi.cache;

import org.jspecify.annotations.Nullable;

/** The texts about cached results, each with an id to search for. */
final class CacheTexts {

    private CacheTexts() {}

    /** A cached method without a result. */
    static String cachedVoid(Object method) {
        return """
                APERTURE-800: %s has @ApertureCached and returns nothing that could be cached: the \
                second call would not run, and nobody would know. Remove @ApertureCached, or return \
                the result."""
                .formatted(method);
    }

    /** A cached method whose result comes in parts, or in a type that nobody can make. */
    static String cachedAsync(Object method, String type) {
        return """
                APERTURE-801: %s has @ApertureCached and returns %s, a stream or an asynchronous \
                type whose result cannot be cached. Return the result itself, CompletionStage, \
                CompletableFuture or Uni, or remove @ApertureCached."""
                .formatted(method, type);
    }

    /** A time to live that is none. */
    static String badTimeToLive(Object method, String value, String problem) {
        return """
                APERTURE-802: @ApertureCached of %s has the ttl '%s', which %s. Write it as 30s, \
                10m, 24h or PT10M."""
                .formatted(method, value, problem);
    }

    /** A result that nobody can turn into bytes. */
    static String noResultCodec(Object method, String type) {
        return """
                APERTURE-803: %s has @ApertureCached, and there is no codec for its result, %s. Add \
                JSON-B or Jackson for types that are data, or a ResultCodec of your own as a \
                service, or return a String or byte[]."""
                .formatted(method, type);
    }

    /** A parameter that cannot be a part of a key. */
    static String badCacheKeyParameter(Object method, int parameter, String type) {
        return """
                APERTURE-804: Parameter %s of %s is a part of the key of @ApertureCached, and its \
                type %s has no text that says exactly what a value is. Text, numbers, dates and the \
                like of the JDK have one, and enums and records of them. In a class of the \
                application mark, with @FlowCacheKey, the method without parameters whose result \
                identifies the object; or mark the parameters that make the key; or pass a text."""
                .formatted(parameter + 1, method, type);
    }

    /** A part of no key. */
    static String cacheKeyWithoutCache(Object method, int parameter) {
        return """
                APERTURE-805: Parameter %s of %s has @FlowCacheKey, and the method has no \
                @ApertureCached. Add that, or remove @FlowCacheKey."""
                .formatted(parameter + 1, method);
    }

    /** A key that cannot be made; the failure's text may hold a value, so its type only. */
    static String noResultKey(Object method, @Nullable Throwable failure) {
        return """
                APERTURE-806: A call of %s is not cached, because a parameter has no text that says \
                exactly what it is%s. Pass a value whose class has one, or mark the method that \
                identifies it with @FlowCacheKey in its class. Said once for this method."""
                .formatted(method, because(failure));
    }

    /** A cached result that cannot be read. */
    static String unreadableResult(Object method, @Nullable Throwable failure) {
        return """
                APERTURE-807: A cached result of %s could not be read%s, so the method ran. Another \
                version of the application may have stored it; else the codec does not read what it \
                writes. Said once for this method."""
                .formatted(method, because(failure));
    }

    /** A result that cannot be stored. */
    static String unstorableResult(Object method, @Nullable Throwable failure) {
        return """
                APERTURE-808: A result of %s was not cached, because its codec failed%s. Return a \
                type that the codec can map, or add a ResultCodec. Said once for this method."""
                .formatted(method, because(failure));
    }

    /** A result that is too large. */
    static String resultTooLarge(Object method, int bytes, int max) {
        return """
                APERTURE-809: A result of %s was not cached, because it has %s bytes and %s is the \
                most. Return less, or remove @ApertureCached. Said once for this method."""
                .formatted(method, bytes, max);
    }

    /** A result that the agent did not take; its own text may hold a key. */
    static String resultNotTaken(Object method, Object status) {
        return """
                APERTURE-810: The agent did not take a result of %s into its cache (%s), so later \
                calls will run. Look at the agent's log. Said once for this method."""
                .formatted(method, status);
    }

    /** A codec whose close failed. */
    static String codecNotClosed(String codec) {
        return """
                APERTURE-811: The result codec %s could not be closed with the application, so what \
                it holds may stay in memory. Look at its close(), whose failure follows."""
                .formatted(codec);
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }

    /**
     * @param loss where the result and what is read back differ: classes and fields, no values
     */
    static String lossyResult(String method, String loss) {
        return """
                APERTURE-812: A result of %s was not cached, because its codec loses a part of it: \
                read back, %s. Return a type that comes back as it is, or add a ResultCodec. Said \
                once for this method."""
                .formatted(method, loss);
    }

    static String controlledKeyMethod(String method) {
        return """
                APERTURE-813: %s has @FlowCacheKey and is a controlled method itself. Mark the \
                parameters of the key, or, in the class of a parameter, the method whose result \
                identifies the object."""
                .formatted(method);
    }
}
