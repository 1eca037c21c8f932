package io.github.aperturecdi.flow.spi;

/** The texts about what is passed to an agent, each with an id to search for. */
final class SpiTexts {

    private SpiTexts() {}

    /** A cache key without text. */
    static String emptyCacheKey() {
        return """
                APERTURE-008: A cache key is empty, and an agent skips such a key in silence. Give \
                it a name.""";
    }
}
