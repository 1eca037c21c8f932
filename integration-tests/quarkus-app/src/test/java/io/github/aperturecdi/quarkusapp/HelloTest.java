package io.github.aperturecdi.quarkusapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.test.ApertureAgent;
import io.github.aperturecdi.test.TestAgent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ApertureAgent(policies = "META-INF/aperture/")
@QuarkusTest
class HelloTest {
    @Inject Hello hello;
    TestAgent agent;

    @Test
    void a_refused_hello_throws() {
        agent.at("hello").rejects(RejectReason.RATE_LIMITED, Duration.ofSeconds(7));
        assertThrows(FlowRejectedException.class, () -> hello.hello("bob"));
        assertEquals("bob", agent.flows("hello").get(0).labels().get("user"));
        agent.everyFlowEndedOnce();
    }

    @Test
    void the_third_hello_within_a_minute_is_refused() {
        hello.hello("bob");
        hello.hello("bob");
        assertThrows(FlowRejectedException.class, () -> hello.hello("bob"));
        agent.clock().advance(Duration.ofMinutes(1));
        assertEquals("Hello bob", hello.hello("bob"));
    }
}
