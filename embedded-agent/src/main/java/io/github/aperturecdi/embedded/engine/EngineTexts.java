package io.github.aperturecdi.embedded.engine;

/** What the engine says to people. */
final class EngineTexts {

    private EngineTexts() {}

    /** More label values are in use than a limiter keeps apart. */
    static String full(LimiterId id, String key, int maxKeys) {
        return "APERTURE-270: The limiter '"
                + id.componentId()
                + "' of the policy '"
                + id.policyName()
                + "' counts "
                + maxKeys
                + " values of the label '"
                + key
                + "', as many as it may. New values are limited together with others until some are free again. If"
                + " clients choose the value, limit by one that they cannot choose; else raise"
                + " aperture.embedded.max-keys.";
    }

    /** Flows that would have to wait are refused. */
    static String waitingRoomFull(long waiting) {
        return "APERTURE-271: "
                + waiting
                + " flows wait for the embedded agent's schedulers, which takes as much memory as they may. More are"
                + " refused until some are served. Shorten queue_timeout or the timeout of the callers, or give the"
                + " schedulers more capacity.";
    }
}
