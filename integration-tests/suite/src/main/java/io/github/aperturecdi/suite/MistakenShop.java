package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.ApertureExempt;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Flow.Publisher;

/** A bean whose author did everything wrong. */
@ApplicationScoped
class MistakenShop {

    /** Needs its outer bean, so no container makes one. */
    @ApplicationScoped
    class Counter {

        @ApertureControlled("count")
        void count() {}
    }

    interface Prices {

        @ApertureControlled("prices")
        int price(String product);
    }

    /** Inherits nothing from its interface. */
    @ApplicationScoped
    static class FixedPrices implements Prices {

        @Override
        public int price(String product) {
            return 1;
        }
    }

    interface OwnStream extends Publisher<String> {}

    @ApertureControlled(" ")
    void blank() {}

    @ApertureControlled(value = "checkout", timeout = "soon")
    void soon() {}

    @ApertureControlled("checkout")
    private void hidden() {}

    @ApertureControlled("checkout")
    static void shared() {}

    @ApertureControlled("checkout")
    @ApertureExempt
    void both() {
        hidden();
    }

    @ApertureControlled("checkout")
    void twice(@FlowLabel("user") String buyer, @FlowLabel("user") String seller) {}

    @ApertureControlled("checkout")
    OwnStream unknownStream() {
        throw new UnsupportedOperationException();
    }

    @ApertureCached(ttl = "10m")
    String cachedAlone(String text) {
        return text;
    }

    @ApertureControlled("checkout")
    @ApertureCached(ttl = "10m")
    void cachedVoid() {}

    @ApertureControlled("checkout")
    @ApertureCached(ttl = "forever")
    String cachedForever(String text) {
        return text;
    }

    @ApertureControlled("checkout")
    @ApertureCached(ttl = "10m")
    String cachedByText(StringBuilder text) {
        return text.toString();
    }

    @FlowCacheKey
    @ApertureControlled("checkout")
    @ApertureCached(ttl = "10m")
    String controlledKey(String text) {
        return text;
    }

    @ApertureControlled("checkout")
    String keyAlone(@FlowCacheKey String text) {
        return text;
    }

    record Customer(String tier) {}

    @ApertureControlled("checkout")
    void reserved(@FlowLabel("aperture.user") String user) {}

    @ApertureControlled(value = "checkout", labels = "gold")
    void constant() {}

    @ApertureControlled("checkout")
    void typo(@FlowLabel(value = "tier", property = "teir") Customer customer) {}

    @ApertureControlled("checkout")
    void many(@FlowLabel("users") List<String> users) {}

    @ApertureControlled(value = "checkout", fallbackMethod = "cashed")
    String noFallback(String text) {
        return text;
    }

    @ApertureControlled(value = "checkout", fallbackMethod = "number")
    String otherParameters(String text) {
        return text;
    }

    String number(int number) {
        return "number " + number;
    }

    @ApertureControlled(value = "checkout", fallbackMethod = "count")
    String otherResult(String text) {
        return text;
    }

    int count(String text) {
        return text.length();
    }

    String cached(String text) {
        return text;
    }

    @ApertureControlled(
            value = "checkout",
            fallbackMethod = "cached",
            rejectWith = IllegalStateException.class)
    String twoAnswers(String text) {
        return text;
    }

    @ApertureControlled(value = "checkout", rejectWith = IOException.class)
    void undeclared() {}
}
