package io.github.aperturecdi.cache;

/** What the cache of results says to people. */
final class CacheMessages {

    private CacheMessages() {}

    /**
     * @param loss where the result and what is read back differ: classes and fields, no values
     */
    static String lossyResult(String method, String loss) {
        return "APERTURE-360: A result of "
                + method
                + " was not cached, because its codec loses a part of it: read back, "
                + loss
                + ". Return a type that comes back as it is, or add a ResultCodec. Said once for this method.";
    }

    static String controlledKeyMethod(String method) {
        return "APERTURE-361: "
                + method
                + " has @FlowCacheKey and is a controlled method itself. Mark the parameters of the key, or, in the"
                + " class of a parameter, the method whose result identifies the object.";
    }
}
