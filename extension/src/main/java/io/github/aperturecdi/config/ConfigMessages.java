package io.github.aperturecdi.config;

import java.time.Duration;

/** The texts about configuration sources, APERTURE-400 to 409. */
final class ConfigMessages {

    private ConfigMessages() {}

    static String sourceHangs(Duration time) {
        return "APERTURE-400: A source of the configuration has not answered for "
                + time.toSeconds()
                + " s. The settings that were read before stay. Its reader is interrupted, and"
                + " another one asks; after "
                + Readers.MAX_LEFT_BEHIND
                + " that hang together, none does until one of them has ended. Give the source a"
                + " timeout. Said once until the sources answer";
    }
}
