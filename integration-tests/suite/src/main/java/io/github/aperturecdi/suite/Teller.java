package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Stateless;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A session bean without contents, each of whose methods is controlled. */
@Stateless
@ApertureControlled("teller")
public class Teller {

    /** For the container. */
    public Teller() {}

    /** Work in the caller's transaction. */
    public String pay(@FlowLabel("user_id") String user) {
        return user + " paid";
    }

    /** Work on a thread of the container's. */
    @Asynchronous
    public void payLater(@FlowLabel("user_id") String user, Runnable done) {
        done.run();
    }

    /** Work whose end its caller can wait for. */
    @Asynchronous
    public Future<String> payAndTell(@FlowLabel("user_id") String user) {
        return CompletableFuture.completedFuture(user + " paid");
    }
}
