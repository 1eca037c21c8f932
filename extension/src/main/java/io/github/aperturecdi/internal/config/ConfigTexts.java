package io.github.aperturecdi.internal.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The messages about the configuration. Ids: 400 to 499.
 *
 * <p>Not meant for applications.
 */
public final class ConfigTexts {

    private ConfigTexts() {}

    static String sourceHangs(Duration time) {
        return """
                APERTURE-400: A configuration source has not answered for %s s. The settings that \
                were read before still apply. The reader is interrupted, and a new reader starts. \
                After %s readers that hang at once, no new one starts until one of them ends. Give \
                the source a timeout. Logged once until the sources answer."""
                .formatted(time.toSeconds(), Readers.MAX_LEFT_BEHIND);
    }

    /** The caller masks a secret: the value appears in the message. */
    static String badConfigurationValue(String key, String value, String problem, String remedy) {
        return """
                APERTURE-401: The configuration key %s has the value '%s', which %s. %s"""
                .formatted(key, value, problem, remedy);
    }

    public static String noEmbeddedAgent(String key) {
        return """
                APERTURE-402: The configuration key %s asks for the embedded agent, which is not \
                on the class path. Add the dependency \
                io.github.aperture-cdi:aperture-cdi-embedded-agent, or set the key to the \
                host:port of an agent."""
                .formatted(key);
    }

    static String unnamedStaticLabel(String prefix) {
        return """
                APERTURE-403: The configuration key %s names no label. Append the label's key, as \
                in %sregion."""
                .formatted(prefix, prefix);
    }

    static String unknownKey(String key, @Nullable String meant) {
        return """
                APERTURE-404: This library does not know the configuration key %s%s Correct or \
                remove it; docs/configuration.md lists the keys."""
                .formatted(key, didYouMean(meant));
    }

    static String unknownControlPoint(String key, String controlPoint, @Nullable String meant) {
        return """
                APERTURE-405: The configuration key %s is for the control point '%s', which no \
                method declares%s Correct the name. If the application starts flows there by hand, \
                the key applies to them."""
                .formatted(key, controlPoint, didYouMean(meant));
    }

    static String reservedLabel(String key) {
        return """
                APERTURE-406: The configuration key %s sets a label whose key begins with \
                'aperture.'. Aperture reserves these keys. Give the label another key."""
                .formatted(key);
    }

    static String oldApiKey(String key, String meant) {
        return """
                APERTURE-407: No API key is sent to the agent, and the connection is plaintext \
                unless another key sets TLS: this library does not know the configuration key \
                %s%s Set that key, or remove this one."""
                .formatted(key, didYouMean(meant));
    }

    static String settingChanged(String key, String now) {
        return """
                APERTURE-408: The configuration key %s is now %s."""
                .formatted(key, now);
    }

    static String badChange(String badValue) {
        return """
                APERTURE-409: A change of the configuration is invalid; the earlier setting still \
                applies. %s"""
                .formatted(badValue);
    }

    static String configurationUnreadable(Throwable failure) {
        return """
                APERTURE-410: The configuration cannot be read again (%s); the settings that were \
                read before still apply. Look at the configuration sources. Logged once until it \
                can be read."""
                .formatted(failure.getClass().getName());
    }

    private static String didYouMean(@Nullable String meant) {
        return meant == null ? "." : ". Did you mean " + meant + "?";
    }
}
