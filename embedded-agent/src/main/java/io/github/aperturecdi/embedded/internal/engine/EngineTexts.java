package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.spi.StoreFailure;
import org.jspecify.annotations.Nullable;

/** The messages of the engine. Ids: 270 to 299. */
final class EngineTexts {

    private EngineTexts() {}

    /**
     * @param shared whether a store counts, for each value by itself
     */
    static String full(LimiterId id, String key, int maxKeys, boolean shared) {
        String effect =
                shared
                        ? "The store counts new values one by one all the same, but this instance"
                                + " takes no tokens for them in advance. Their flows wait in common"
                                + " queues, and count together while the store is away,"
                        : "It limits new values together";
        return """
                APERTURE-270: The limiter '%s' of the policy '%s' counts %s values of the label \
                '%s', which is its limit. %s until others are free \
                again. If clients choose the value, limit by a label that they cannot choose. \
                Otherwise raise aperture.embedded.max-keys."""
                .formatted(id.componentId(), id.policyName(), maxKeys, key, effect);
    }

    static String waitingRoomFull(long waiting) {
        return """
                APERTURE-271: %s flows wait for the embedded agent's schedulers and use all the \
                memory that they may use. More flows are refused until some are served. Shorten \
                queue_timeout or the timeout of the callers, give the schedulers more capacity, or \
                raise aperture.embedded.max-waiting-bytes."""
                .formatted(waiting);
    }

    static String storeIsAway(String store, @Nullable Throwable failure, StoreFailure onFailure) {
        return """
                APERTURE-272: The store %s does not answer (%s). Until it does, %s. Check that it \
                runs and can be reached."""
                .formatted(store, reason(failure), withoutStore(onFailure));
    }

    private static String reason(@Nullable Throwable failure) {
        return failure == null ? "no answer in time" : String.valueOf(failure.getMessage());
    }

    private static String withoutStore(StoreFailure onFailure) {
        return switch (onFailure) {
            case LOCAL -> "each instance counts by itself, and admits as much as the policies say";
            case ADMIT -> "limiters admit all flows";
            case REJECT -> "limiters refuse all flows";
        };
    }

    static String storeAnswersNotAll(
            String store, int number, @Nullable Throwable failure, StoreFailure onFailure) {
        return """
                APERTURE-274: The store %s answers, but %s questions had no answer that can be \
                used (the last one: %s). For their flows, %s. Check the load and \
                the keys of the server, the rights of the user, and that aperture.timeout is well \
                above a round trip. This is told once a minute at most."""
                .formatted(store, number, reason(failure), withoutStore(onFailure));
    }

    static String storeIsBack(String store, long without) {
        return """
                APERTURE-273: The store %s answers again. %s decisions were made without it."""
                .formatted(store, without);
    }

    static String storeHasNotAnswered() {
        return "the store has not answered";
    }
}
