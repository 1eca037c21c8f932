package io.github.aperturecdi.suite;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.testing.Replies;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import java.time.Duration;

/**
 * Scripts the agent from within the application, for clients that are elsewhere: it decides by the
 * user's name.
 */
@ApplicationScoped
class RefusedUsers {

    void script(@Observes Startup startup) {
        DeployedAgent.current().at("checkout", RefusedUsers::reply);
    }

    private static CheckResponse reply(CheckRequest request) {
        return switch (request.getLabelsOrDefault("user_id", "")) {
            case "rate-limited" -> Replies.rateLimited(Duration.ofMillis(1_001), "per-user");
            case "status-451" ->
                    Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS)
                            .setDeniedResponseStatusCodeValue(451)
                            .build();
            default -> CheckResponse.getDefaultInstance();
        };
    }
}
