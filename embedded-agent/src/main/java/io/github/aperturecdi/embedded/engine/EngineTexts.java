package io.github.aperturecdi.embedded.engine;

/** The messages of the engine. Ids: 270 to 299. */
final class EngineTexts {

    private EngineTexts() {}

    static String full(LimiterId id, String key, int maxKeys) {
        return """
                APERTURE-270: The limiter '%s' of the policy '%s' counts %s values of the label \
                '%s', which is its limit. It limits new values together until others are free \
                again. If clients choose the value, limit by a label that they cannot choose. \
                Otherwise raise aperture.embedded.max-keys."""
                .formatted(id.componentId(), id.policyName(), maxKeys, key);
    }

    static String waitingRoomFull(long waiting) {
        return """
                APERTURE-271: %s flows wait for the embedded agent's schedulers and use all the \
                memory that they may use. More flows are refused until some are served. Shorten \
                queue_timeout or the timeout of the callers, give the schedulers more capacity, or \
                raise aperture.embedded.max-waiting-bytes."""
                .formatted(waiting);
    }
}
