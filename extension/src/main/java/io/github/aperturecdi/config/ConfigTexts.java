package io.github.aperturecdi.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The texts about the configuration, each with an id to search for. Not meant for applications. */
public final class ConfigTexts {

    private ConfigTexts() {}

    /** A configuration value that cannot be used; never call it with a secret. */
    static String badConfigurationValue(String key, String value, String problem, String remedy) {
        return """
                APERTURE-401: The configuration key %s has the value '%s', which %s. %s"""
                .formatted(key, value, problem, remedy);
    }

    /**
     * @return the embedded agent is configured, and its jar is not there
     */
    public static String noEmbeddedAgent(String key) {
        return """
                APERTURE-402: The configuration key %s asks for the embedded agent, and there is \
                none on the class path. Add the dependency \
                io.github.aperture-cdi:aperture-cdi-embedded-agent, or set the key to the host:port \
                of an agent."""
                .formatted(key);
    }

    /** A key that nothing reads. */
    static String unknownKey(String key, @Nullable String meant) {
        return """
                APERTURE-404: Nothing reads the configuration key %s%s Correct or remove it; \
                docs/configuration.md lists the keys."""
                .formatted(key, didYouMean(meant));
    }

    /** A configured control point that no method declares. */
    static String unknownControlPoint(String key, String controlPoint, @Nullable String meant) {
        return """
                APERTURE-405: The configuration key %s is for the control point '%s', which no \
                method declares%s Correct it, unless flows are started by hand there."""
                .formatted(key, controlPoint, didYouMean(meant));
    }

    /** An API key under a name that is not read. */
    static String oldApiKey(String key, String meant) {
        return """
                APERTURE-407: Nothing reads the configuration key %s, so the agent gets no API key, \
                and unless something else asks for TLS the connection is plaintext%s Set that, or \
                remove this one."""
                .formatted(key, didYouMean(meant));
    }

    /** A label that agents keep for themselves. */
    static String reservedLabel(String key) {
        return """
                APERTURE-406: The configuration key %s sets a label whose key begins with \
                'aperture.', and Aperture keeps such keys for itself. Give the label another key."""
                .formatted(key);
    }

    /** A setting has changed. */
    static String settingChanged(String key, String now) {
        return """
                APERTURE-408: The configuration key %s is now %s."""
                .formatted(key, now);
    }

    /** A setting has changed into something that cannot be used. */
    static String badChange(String badValue) {
        return """
                APERTURE-409: A change of the configuration is not followed, and what was set \
                before stays. %s"""
                .formatted(badValue);
    }

    /** The configuration cannot be read. */
    static String configurationUnreadable(Throwable failure) {
        return """
                APERTURE-410: The configuration cannot be read again (%s), so what was set before \
                stays. Look at the configuration sources. Said once until it can be read."""
                .formatted(failure.getClass().getName());
    }

    /** A configured label without a key. */
    static String unnamedStaticLabel(String prefix) {
        return """
                APERTURE-403: The configuration key %s names no label. Put the label's key behind \
                it, such as %sregion."""
                .formatted(prefix, prefix);
    }

    private static String didYouMean(@Nullable String meant) {
        return meant == null ? "." : ". Did you mean " + meant + "?";
    }

    static String sourceHangs(Duration time) {
        return """
                APERTURE-400: A source of the configuration has not answered for %s s. The settings \
                that were read before stay. Its reader is interrupted, and another one asks; after \
                %s that hang together, none does until one of them has ended. Give the source a \
                timeout. Said once until the sources answer"""
                .formatted(time.toSeconds(), Readers.MAX_LEFT_BEHIND);
    }
}
