package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.github.aperturecdi.testing.Undeclared;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error of this side, or one of a request, is not a lost agent. */
@Timeout(120)
class OwnErrorsTest {

    private static final Duration LONG = Duration.ofSeconds(40);

    /** Sources of labels that break their promise. */
    enum Source {
        NULL_VALUE(
                (controlPoint, labels) -> {
                    labels.put("good", "yes");
                    labels.put("bad", null);
                }),
        NULL_KEY(
                (controlPoint, labels) -> {
                    labels.put("good", "yes");
                    labels.put(null, "value");
                }),
        THROWING(
                (controlPoint, labels) -> {
                    labels.put("good", "yes");
                    throw new IllegalStateException("not now");
                }),
        OVERFLOWING(
                (controlPoint, labels) -> {
                    labels.put("good", "yes");
                    throw new StackOverflowError();
                }),
        /** As code in Kotlin may do. */
        THROWING_UNDECLARED(
                (controlPoint, labels) -> {
                    labels.put("good", "yes");
                    Undeclared.raise(new IOException("not now"));
                });

        private final AmbientLabels labels;

        Source(AmbientLabels labels) {
            this.labels = labels;
        }
    }

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));
    private final LoggedMessages log = new LoggedMessages("io.github.aperturecdi.flow");

    @AfterEach
    void close() {
        log.close();
        link.close();
        agent.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_source_of_labels_that_breaks_its_promise_costs_its_own_label_only(Source source) {
        agent.at("checkout", Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS).build());
        FlowControl flows =
                FlowControl.builder().agent(link).timeout(LONG).labels(source.labels).build();
        for (int i = 0; i < 20; i++) {
            try (Flow flow = flows.start(FlowRequest.at("checkout").label("own", "1").build())) {
                assertThat(flow.decision().type()).isEqualTo(Decision.Type.REJECTED);
            }
            try (Flow flow = flows.startAsync(FlowRequest.at("checkout").build()).join()) {
                assertThat(flow.decision().type()).isEqualTo(Decision.Type.REJECTED);
            }
        }
        assertThat(agent.checks().get(0).getLabelsMap())
                .isEqualTo(Map.of("good", "yes", "own", "1"));
        assertThat(log.messages().stream().filter(m -> m.contains("APERTURE-517"))).hasSize(1);
    }

    /** No size opens the door: also where it is somebody else who refuses it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gRPC message exceeds maximum size 4194304: 5242880",
                "grpc: received message larger than max (5242880 vs. 4194304)",
                "APERTURE-262: The request has 5242880 bytes, and an Aperture agent takes at most 4194304"
            })
    void a_message_that_is_too_large_for_a_proxy_is_refused(String said) {
        agent.at(
                "big",
                request -> {
                    throw Status.RESOURCE_EXHAUSTED.withDescription(said).asRuntimeException();
                });
        for (int i = 0; i < 10; i++) {
            assertThat(link.check(FlowRequest.at("big").build(), LONG))
                    .isEqualTo(Decision.tooLarge());
        }
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARNING APERTURE-306")
                .contains("'big'", "the flow was refused");
    }

    /** Servers of other languages have other words. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OUT_OF_RANGE | Error, decoded message length too large: found 5242880 bytes, the limit is: 4194304 bytes",
                "OUT_OF_RANGE | Error, message length too large: found 5242880 bytes, the limit is: 4194304 bytes",
                "OUT_OF_RANGE | Error, encoded message length too large: found 5242880 bytes, the limit is: 4194304 bytes",
                "RESOURCE_EXHAUSTED | Error decompressing: size limit, of 4194304 bytes, exceeded while decompressing message",
                "RESOURCE_EXHAUSTED | Received message exceeds the maximum configured message size.",
                "RESOURCE_EXHAUSTED | Sending message exceeds the maximum configured message size.",
                "RESOURCE_EXHAUSTED | Received message larger than max (5242880 vs 4194304)",
                "RESOURCE_EXHAUSTED | Received message that decompresses to a size larger than 4194304",
                "RESOURCE_EXHAUSTED | message size 5242880 is larger than configured max 4194304",
                "RESOURCE_EXHAUSTED | message size 5242880 exceeded sendMaxBytes 4194304",
            })
    void what_is_too_large_is_known_by_the_words_of_each_server(Status.Code code, String said) {
        assertThat(
                        MessageSizes.isTooLarge(
                                code.toStatus().withDescription(said).asRuntimeException()))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RESOURCE_EXHAUSTED | quota exceeds the maximum of calls for this minute",
                "RESOURCE_EXHAUSTED | Too many requests",
                "RESOURCE_EXHAUSTED | Bandwidth exhausted",
                "OUT_OF_RANGE | the page is past the end, which is 4194304 bytes",
                "UNAVAILABLE | Received message exceeds the maximum configured message size.",
            })
    void what_is_refused_for_another_reason_is_not_too_large(Status.Code code, String said) {
        assertThat(
                        MessageSizes.isTooLarge(
                                code.toStatus().withDescription(said).asRuntimeException()))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {
                "INVALID_ARGUMENT",
                "OUT_OF_RANGE",
                "FAILED_PRECONDITION",
                "UNIMPLEMENTED",
                "UNAUTHENTICATED",
                "PERMISSION_DENIED"
            })
    void what_an_agent_does_not_accept_is_said_once_for_a_control_point(Status.Code code) {
        agent.at(
                "odd",
                request -> {
                    throw code.toStatus().asRuntimeException();
                });
        for (int i = 0; i < 10; i++) {
            Decision decision =
                    link.check(FlowRequest.at("odd").label("k", "secret").build(), LONG);
            assertThat(decision.type()).isEqualTo(Decision.Type.UNREACHABLE);
            assertThat(link.check(FlowRequest.at("fine").build(), LONG).type())
                    .isEqualTo(Decision.Type.ADMITTED);
        }
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARNING APERTURE-300")
                .contains("'odd'", code.name())
                .doesNotContain("secret");
    }
}
