package io.github.aperturecdi.virtualthreads;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Controlled methods. */
@ApplicationScoped
public class Shop {

    static final String SYNC = "sync";
    static final String STAGE = "stage";
    static final String CACHED = "cached";

    /** Works on the caller's thread. */
    @ApertureControlled(SYNC)
    public String sync(int product) {
        return Work.done("tea " + product);
    }

    /** Works on a virtual thread of its own. */
    @ApertureControlled(STAGE)
    public CompletionStage<String> stage(int product) {
        return CompletableFuture.supplyAsync(
                () -> Work.done("tea " + product), Work.VIRTUAL_THREADS);
    }

    /** Works when there is no result yet. */
    @ApertureControlled(CACHED)
    @ApertureCached(ttl = "1h")
    public String cached(int product) {
        return Work.done("tea " + product);
    }
}
