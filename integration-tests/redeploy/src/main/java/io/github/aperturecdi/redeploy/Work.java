package io.github.aperturecdi.redeploy;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.SubmissionPublisher;

/** Controlled methods, one for each kind of result. */
@ApplicationScoped
public class Work {

    /**
     * A result that is there.
     *
     * @param user who asks
     * @return the result
     */
    @ApertureControlled("now")
    public String now(@FlowLabel("user") String user) {
        return "done";
    }

    /**
     * A result that comes on a thread which outlives the application.
     *
     * @param user who asks
     * @return the result
     */
    @ApertureControlled("later")
    public CompletionStage<String> later(@FlowLabel("user") String user) {
        return CompletableFuture.supplyAsync(() -> "done");
    }

    /**
     * A result of many parts, here none, on a thread which outlives the application.
     *
     * @param user who asks
     * @return the parts
     */
    @ApertureControlled("stream")
    public Publisher<String> stream(@FlowLabel("user") String user) {
        SubmissionPublisher<String> parts = new SubmissionPublisher<>();
        parts.close();
        return parts;
    }

    /**
     * A result that never comes.
     *
     * @return the result
     */
    @ApertureControlled("left")
    public CompletionStage<String> left() {
        return new CompletableFuture<>();
    }
}
