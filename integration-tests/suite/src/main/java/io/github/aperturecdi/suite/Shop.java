package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An application's bean with controlled methods. */
@ApplicationScoped
class Shop {

    enum Tier {
        GOLD
    }

    private final AtomicInteger orders = new AtomicInteger();

    @ApertureControlled("checkout")
    String order(@FlowLabel("user_id") String user, @FlowLabel("tokens") int tokens) {
        orders.incrementAndGet();
        return user + " ordered " + tokens;
    }

    int orders() {
        return orders.get();
    }

    @ApertureControlled
    String search(
            @FlowLabel("absent") String absent,
            @FlowLabel("empty") Optional<String> empty,
            @FlowLabel("tier") Tier tier,
            String notALabel) {
        return "found";
    }

    @ApertureControlled("failing")
    void fail() throws IOException {
        throw new IOException("no stock");
    }

    String free() {
        return "free";
    }
}
