package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.ApertureExempt;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
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
    final void fixed() {
        hidden();
    }

    @ApertureControlled("checkout")
    @ApertureExempt
    void both() {}

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
    String keyAlone(@FlowCacheKey String text) {
        return text;
    }
}
