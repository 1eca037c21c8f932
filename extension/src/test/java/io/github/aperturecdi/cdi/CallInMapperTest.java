package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectionMapper;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A mapper that makes a controlled call whose refusal comes when it has returned. */
class CallInMapperTest {

    private final ScriptedAgent agent = ScriptedAgent.start();

    @AfterEach
    void stop() {
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
        agent.close();
    }

    @ApplicationScoped
    static class Shop {

        @ApertureControlled("order")
        void order() {}

        @ApertureControlled("texts")
        Uni<String> text() {
            return Uni.createFrom().item("busy");
        }
    }

    @ApplicationScoped
    static class Calling implements RejectionMapper {

        @Inject Shop shop;
        private @Nullable Uni<String> text;
        private int asked;

        @Override
        public Exception map(FlowRejectedException refused) {
            asked++;
            text = shop.text();
            return new IllegalStateException("mapped", refused);
        }

        /** Asks the agent only now. */
        String await() {
            return Objects.requireNonNull(text).await().indefinitely();
        }

        int asked() {
            return asked;
        }
    }

    @Test
    void the_late_refusal_of_a_call_in_a_mapper_calls_no_mapper() {
        System.setProperty("aperture.agent.address", agent.address());
        System.setProperty("aperture.timeout", "20s");
        agent.at(
                "order", request -> Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS).build());
        agent.at(
                "texts", request -> Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS).build());
        try (WeldContainer container =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addBeanClasses(Shop.class, Calling.class)
                        .initialize()) {
            Shop shop = container.select(Shop.class).get();
            Calling mapper = container.select(Calling.class).get();
            assertThat(catchThrowable(shop::order)).hasMessage("mapped");
            assertThat(agent.checks()).hasSize(1);
            assertThat(catchThrowable(mapper::await)).isInstanceOf(FlowRejectedException.class);
            assertThat(agent.checks()).hasSize(2);
            assertThat(mapper.asked()).isEqualTo(1);
        }
    }
}
