package io.github.aperturecdi.suite;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.Replies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Scripts the agent from within the application: it decides when it is told to, by HTTP. */
@Path("/decisions")
@ApplicationScoped
public class SlowDecisions {

    private final CountDownLatch released = new CountDownLatch(1);

    void script(@Observes Startup startup) {
        DeployedAgent.current().at("loop", this::decide);
    }

    private CheckResponse decide(CheckRequest request) {
        return switch (LoopCase.valueOf(request.getLabelsOrThrow("case"))) {
            case WAITING -> {
                await();
                yield CheckResponse.getDefaultInstance();
            }
            case ENDLESS -> Replies.holding(request.getLabelsOrThrow("id"));
            case UNDECIDED -> null;
            case REFUSED -> Replies.rateLimited(Duration.ofMillis(1_001), "per-user");
        };
    }

    private void await() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many questions of a case have come. */
    @GET
    @Path("/asked")
    public long asked(@QueryParam("case") String loopCase) {
        return DeployedAgent.current().checks("loop").stream()
                .filter(check -> check.getLabelsOrThrow("case").equals(loopCase))
                .count();
    }

    /** How many questions were taken back. */
    @GET
    @Path("/cancelled")
    public int cancelled() {
        return DeployedAgent.current().cancelledChecks();
    }

    /** Whether the flow of an endless request has ended. */
    @GET
    @Path("/ended")
    public boolean ended(@QueryParam("id") String id) {
        return DeployedAgent.current().givenBack().contains(id);
    }

    @GET
    @Path("/release")
    public String release() {
        released.countDown();
        return "released";
    }
}
