package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users send reaches the agent or nobody; it never hurts the caller, nor other callers. */
class BadInputTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));

    private final LoggedMessages log = new LoggedMessages(AgentLink.class.getName());

    @AfterEach
    void close() {
        log.close();
        link.close();
        agent.close();
    }

    private Decision check(FlowRequest request) {
        return assertTimeoutPreemptively(
                WATCHDOG,
                () -> {
                    Decision decision = link.check(request, LONG);
                    assertThat(link.checkAsync(request, LONG).join().type())
                            .isEqualTo(decision.type());
                    link.end(Ends.of(request, decision));
                    return decision;
                });
    }

    private static FlowRequest labelled(String value) {
        return FlowRequest.at("checkout").label("label", value).build();
    }

    @Test
    void a_label_of_a_megabyte_is_sent() {
        agent.at(
                "checkout",
                request ->
                        CheckResponse.newBuilder()
                                .putAllTelemetryFlowLabels(request.getLabelsMap())
                                .build());
        assertThat(check(labelled("x".repeat(1 << 20))).type()).isEqualTo(Decision.Type.ADMITTED);
        await().until(() -> agent.spans().size() == 1);
        assertThat(link.droppedTelemetry()).isZero();
    }

    @Test
    void ten_thousand_labels_are_sent() {
        FlowRequestBuilder request = FlowRequest.at("checkout");
        for (int i = 0; i < 10_000; i++) {
            request.label("label-" + i, "value-" + i);
        }
        assertThat(check(request.build()).type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(agent.checks().get(0).getLabelsCount()).isEqualTo(10_000);
    }

    @Test
    void a_request_that_no_agent_reads_is_refused_and_does_not_keep_the_others_away() {
        FlowRequest oversize = labelled("x".repeat(5 << 20));
        for (int i = 0; i < 20; i++) {
            assertThat(check(oversize)).isEqualTo(Decision.tooLarge());
        }
        assertThat(check(labelled("x")).type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(agent.checks()).hasSize(2);
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARNING APERTURE-305")
                .contains("'checkout'", " 4194304 ")
                .doesNotContain("xx");
    }

    /** As an agent with several limiters that count by a large label. */
    @Test
    void a_reply_that_is_larger_than_its_request_is_read() {
        agent.at("checkout", request -> repeating(request, 3));
        Decision decision = check(labelled("x".repeat(3 << 20)));
        assertThat(decision.type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(decision.inflight()).hasSize(3);
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void a_reply_that_is_too_large_is_a_refusal_and_said_once() {
        agent.at("checkout", request -> repeating(request, 6));
        for (int i = 0; i < 3; i++) {
            assertThat(check(labelled("x".repeat(3 << 20)))).isEqualTo(Decision.tooLarge());
        }
        assertThat(check(labelled("x")).type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(log.messages())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("WARNING APERTURE-306")
                .contains("'checkout'", " 16777216 ")
                .doesNotContain("xx");
    }

    private static CheckResponse repeating(CheckRequest request, int limiters) {
        CheckResponse.Builder reply = CheckResponse.newBuilder();
        for (int i = 0; i < limiters; i++) {
            LimiterDecision.Builder limiter = Replies.limiter("held-" + i).toBuilder();
            limiter.getConcurrencyLimiterInfoBuilder()
                    .setLabel("label:" + request.getLabelsOrThrow("label"));
            reply.addLimiterDecisions(limiter);
        }
        return reply.build();
    }

    /** A few bytes that become many are many. */
    @Test
    void a_reply_that_is_too_large_only_when_it_is_decompressed_is_a_refusal() {
        CheckResponse large =
                CheckResponse.newBuilder()
                        .putTelemetryFlowLabels("label", "x".repeat(17 << 20))
                        .build();
        ServerInterceptor compressing =
                new ServerInterceptor() {
                    @Override
                    public <Q, R> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                        call.setCompression("gzip");
                        return next.startCall(call, headers);
                    }
                };
        FlowControlServiceGrpc.FlowControlServiceImplBase service =
                new FlowControlServiceGrpc.FlowControlServiceImplBase() {
                    @Override
                    public void check(CheckRequest request, StreamObserver<CheckResponse> reply) {
                        reply.onNext(large);
                        reply.onCompleted();
                    }
                };
        Server server = start(ServerInterceptors.intercept(service, compressing));
        try (AgentLink bombed =
                AgentLink.open(new AgentEndpoint("localhost:" + server.getPort(), true, null))) {
            assertThat(bombed.check(labelled("x"), LONG)).isEqualTo(Decision.tooLarge());
            assertThat(log.messages())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("WARNING APERTURE-306");
        } finally {
            server.shutdownNow();
        }
    }

    private static Server start(ServerServiceDefinition service) {
        try {
            return OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
                    .addService(service)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\1\2\u007f",
                "a\r\nx-api-key: stolen",
                "\uFEFF\u202E\uFFFF",
                "\uD83D\uDE00",
                "key=value; %zz, %",
                "'; DROP TABLE"
            })
    void any_text_arrives_as_it_is(String text) {
        FlowRequest request =
                FlowRequest.at("check" + text).label(text, text).resultCacheKey("k" + text).build();
        assertThat(check(request).type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(agent.checks().get(0).getControlPoint()).isEqualTo("check" + text);
        assertThat(agent.checks().get(0).getLabelsMap()).containsEntry(text, text);
    }

    /** Text without UTF-8 would be logged by protobuf, with a stack trace, each time. */
    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void half_a_surrogate_pair_arrives_as_a_replacement(String text) {
        assertThat(check(labelled(text)).type()).isEqualTo(Decision.Type.ADMITTED);
        String arrived = agent.checks().get(0).getLabelsMap().get("label");
        assertThat(arrived).contains("\uFFFD").doesNotContain("?");
        assertThat(arrived.replace("\uFFFD", "").replace("\uD83D\uDE00", ""))
                .isEqualTo(text.matches("a.b") ? "ab" : "");
    }

    @Test
    void a_cache_key_without_utf8_finds_what_was_stored_under_it() {
        agent.onCacheLookup(
                request ->
                        CacheLookupResponse.newBuilder()
                                .putGlobalCacheResponses(
                                        request.getGlobalCacheKeys(0),
                                        KeyLookupResponse.getDefaultInstance())
                                .build());
        CompletableFuture<CacheLookup> lookup = link.cacheGet(new CacheKey.Global("a\uD83D"));
        assertThat(lookup.join().status()).isEqualTo(CacheLookup.Status.HIT);
    }

    /** Its type of decision comes from a later version. */
    @Test
    void a_reply_that_cannot_be_read_is_unreachable_and_its_tokens_go_back() {
        agent.at("checkout", Replies.holding("odd").toBuilder().setDecisionTypeValue(7).build());
        assertThat(check(labelled("x")).type()).isEqualTo(Decision.Type.UNREACHABLE);
        await().until(() -> agent.givenBack().contains("odd"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "-1, 0",
        "31622400, 0",
        "9223372036854775807, 999999999",
        "9223372036854775807, 1000000000",
        "9223372036854775807, 2147483647",
        "-9223372036854775808, -1",
        "-9223372036854775808, -2147483648"
    })
    void a_refusal_with_any_wait_stays_a_refusal(long seconds, int nanos) {
        agent.at(
                "checkout",
                Replies.rejected(CheckResponse.RejectReason.REJECT_REASON_NO_TOKENS)
                        .addLimiterDecisions(Replies.limiter("held"))
                        .setWaitTime(
                                com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(seconds)
                                        .setNanos(nanos))
                        .build());
        Decision decision = check(labelled("x"));
        assertThat(decision.type()).isEqualTo(Decision.Type.REJECTED);
        if (seconds > 0) {
            assertThat(decision.waitTime())
                    .isEqualTo(seconds == 1 ? Duration.ofSeconds(1) : Duration.ofDays(365));
        } else {
            assertThat(decision.waitTime()).isNull();
        }
        await().until(() -> agent.givenBack().contains("held"));
    }

    @Test
    void an_error_while_a_reply_is_read_is_one_of_this_side() {
        assertThat(MessageSizes.errorOfThisSide(new ArithmeticException())).isNotNull();
        assertThat(MessageSizes.errorOfThisSide(new StackOverflowError())).isNotNull();
        assertThat(MessageSizes.errorOfThisSide(Status.INTERNAL.asRuntimeException())).isNull();
        assertThat(MessageSizes.errorOfThisSide(Status.INTERNAL.asException())).isNull();
    }
}
