package io.github.aperturecdi.orders;

import io.github.aperturecdi.ApertureControlled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** The work behind the service: the policy lets it be done once, and nothing comes back. */
@ApplicationScoped
public class Orders {

    private final AtomicInteger takenByWhoGaveUp = new AtomicInteger();
    private final AtomicInteger takenLater = new AtomicInteger();

    @ApertureControlled("orders-given-up")
    public void takeForClientThatGivesUp() {
        takenByWhoGaveUp.incrementAndGet();
    }

    public int takenByWhoGaveUp() {
        return takenByWhoGaveUp.get();
    }

    @ApertureControlled("orders-thrown")
    public void take() {}

    @ApertureControlled("orders-uni")
    public Uni<Integer> takeLater() {
        return Uni.createFrom().item(takenLater::incrementAndGet);
    }

    public int takenLater() {
        return takenLater.get();
    }

    @ApertureControlled("orders-observed")
    public void takeOnLoop() {}
}
