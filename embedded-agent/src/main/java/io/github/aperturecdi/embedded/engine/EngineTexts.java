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
}
