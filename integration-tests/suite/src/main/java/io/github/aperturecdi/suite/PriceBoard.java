package io.github.aperturecdi.suite;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Uses the client, as an application does: what only a test injects, Quarkus removes. */
@ApplicationScoped
class PriceBoard {

    @Inject @RestClient PriceClient prices;

    String price(String product) {
        return prices.price(product);
    }

    String free() {
        return prices.free();
    }

    String unnamed() {
        return prices.unnamed();
    }

    String known(String product) {
        return prices.known(product);
    }
}
