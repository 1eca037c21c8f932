package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.suite.ProductCodec.Product;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A bean with cached results. Each of them says which run made it. */
@ApplicationScoped
class Catalog {

    private final AtomicInteger runs = new AtomicInteger();

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    String search(String customer, String text) {
        return text + " for " + customer + ", run " + runs.incrementAndGet();
    }

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    String describe(@FlowCacheKey String product, String caller) {
        return product + " as " + caller + " asked, run " + runs.incrementAndGet();
    }

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    CompletionStage<String> searchLater(String text) {
        return CompletableFuture.completedFuture(text + ", run " + runs.incrementAndGet());
    }

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    Uni<String> searchLazily(String text) {
        return Uni.createFrom().item(() -> "lazy " + text + ", run " + runs.incrementAndGet());
    }

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    String failOnce(String text) throws IOException {
        if (runs.incrementAndGet() == 1) {
            throw new IOException("no catalog");
        }
        return text + ", run " + runs.get();
    }

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    String newSince(Date date, Pattern name) {
        return "run " + runs.incrementAndGet();
    }

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    String book(Isbn isbn) {
        return "run " + runs.incrementAndGet();
    }

    @ApertureControlled("catalog")
    @ApertureCached(ttl = "10m")
    Product product(String name, int price) {
        runs.incrementAndGet();
        return new Product(name, price);
    }

    AtomicInteger runs() {
        return runs;
    }
}
