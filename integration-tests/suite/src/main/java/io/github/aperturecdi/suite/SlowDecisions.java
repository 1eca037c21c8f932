package io.github.aperturecdi.suite;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CheckResponse.getDefaultInstance();
    }

    /** How many questions have come. */
    @GET
    @Path("/asked")
    public int asked() {
        return DeployedAgent.current().checks("loop").size();
    }

    @GET
    @Path("/release")
    public String release() {
        released.countDown();
        return "released";
    }
}
