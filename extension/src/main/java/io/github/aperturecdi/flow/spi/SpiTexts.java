package io.github.aperturecdi.flow.spi;

/** The messages about what an agent receives. Ids: 590 to 599. */
final class SpiTexts {

    private SpiTexts() {}

    static String emptyCacheKey() {
        return """
                APERTURE-590: A cache key is empty. An agent skips such a key in silence. Give the \
                key a name.""";
    }
}
