package io.github.aperturecdi.suite;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Uses the client, as an application does. */
@ApplicationScoped
class StockBoard {

    @Inject @RestClient RetriedClient client;

    String stock() {
        return client.stock();
    }
}
