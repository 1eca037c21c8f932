package io.github.aperturecdi.embedded;

/** The messages about the choice of a store. Ids: 130 to 139. */
final class StoreTexts {

    private StoreTexts() {}

    /**
     * @param scheme the scheme of the address; empty for none
     */
    static String noStore(String scheme) {
        return """
                APERTURE-130: aperture.embedded.store is an address %s, which no module of \
                this application can open. Add aperture-cdi-redis to the application, \
                and write the address as redis://host:6379."""
                .formatted(scheme.isEmpty() ? "without a scheme" : "of the kind '" + scheme + "'");
    }

    static String faithful() {
        return """
                APERTURE-131: aperture.embedded.faithful and aperture.embedded.store are both set. \
                The behaviour of Aperture's agent is imitated in one JVM only. Remove one of them.""";
    }
}
