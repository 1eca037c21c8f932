package io.github.aperturecdi.flow.link;

import com.google.protobuf.MessageLite;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.KeyDeleteResponse;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.KeyUpsertResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.RateLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTracePartialSuccess;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates, writes and reads one message of each kind when a link opens. An application may have a
 * protobuf runtime that cannot process the messages. Every check would then fail as if the agent
 * were lost. This also loads the classes that the first check needs.
 */
final class MessageKinds {

    private static final String CONTROL_POINT = "aperture-cdi";

    private MessageKinds() {}

    /**
     * Tries all kinds.
     *
     * @throws IllegalStateException if a kind does not work; the message names the libraries that
     *     were found, and the remedy
     */
    static void tryAll() {
        try {
            FlowRequest request =
                    FlowRequest.at(CONTROL_POINT)
                            .label("key", "value")
                            .resultCacheKey("key")
                            .globalCacheKey("key")
                            .build();
            CheckResponse response = checkResponse();
            there(
                    FlowControlServiceGrpc.getCheckMethod(),
                    CheckMessages.checkRequest(request),
                    response);
            Decision decision = CheckMessages.decision(response, request);
            FlowEndRequest end = CheckMessages.flowEndRequest(CONTROL_POINT, decision.inflight());
            there(FlowControlServiceGrpc.getFlowEndMethod(), end, flowEndResponse(end));
            ReturnedTokens.of(flowEndResponse(end)).all(end);
            caches(new CacheKey.Result(CONTROL_POINT, "key"));
            caches(new CacheKey.Global("key"));
            EndedFlow ended =
                    new EndedFlow(
                            CONTROL_POINT,
                            request.sensitiveLabels(),
                            decision,
                            FlowStatus.OK,
                            200,
                            0,
                            0,
                            0);
            there(
                    TraceServiceGrpc.getExportMethod(),
                    SpanExport.request(List.of(new SpanQueue.Entry(ended, true, 0)), 0),
                    ExportTraceServiceResponse.newBuilder()
                            .setPartialSuccess(
                                    ExportTracePartialSuccess.newBuilder().setRejectedSpans(1))
                            .build());
        } catch (LinkageError | RuntimeException | IOException e) {
            throw unfit(e);
        }
    }

    /** Names the libraries that were found, and the remedy. */
    static IllegalStateException unfit(Throwable failure) {
        return new IllegalStateException(
                LinkTexts.librariesDoNotWork(protobuf(), grpc(), failure), failure);
    }

    private static CheckResponse checkResponse() {
        LimiterDecision.Builder limiter =
                LimiterDecision.newBuilder().setPolicyName("policy").setComponentId("component");
        TokensInfo.Builder tokens = TokensInfo.newBuilder().setConsumed(1);
        return CheckResponse.newBuilder()
                .setStart(com.google.protobuf.Timestamp.newBuilder().setSeconds(1))
                .setWaitTime(com.google.protobuf.Duration.newBuilder().setSeconds(1))
                .putTelemetryFlowLabels("key", "value")
                .addFlowLabelKeys("key")
                .addLimiterDecisions(
                        limiter.clone()
                                .setRateLimiterInfo(
                                        RateLimiterInfo.newBuilder().setTokensInfo(tokens)))
                .addLimiterDecisions(
                        limiter.clone()
                                .setConcurrencyLimiterInfo(
                                        ConcurrencyLimiterInfo.newBuilder()
                                                .setRequestId("id")
                                                .setTokensInfo(tokens)))
                .setCacheLookupResponse(cacheLookupResponse())
                .build();
    }

    private static CacheLookupResponse cacheLookupResponse() {
        KeyLookupResponse hit =
                KeyLookupResponse.newBuilder()
                        .setValue(com.google.protobuf.ByteString.copyFrom(new byte[1]))
                        .build();
        return CacheLookupResponse.newBuilder()
                .setResultCacheResponse(hit)
                .putGlobalCacheResponses("key", hit)
                .build();
    }

    private static FlowEndResponse flowEndResponse(FlowEndRequest end) {
        InflightRequestRef reference = end.getInflightRequests(0);
        return FlowEndResponse.newBuilder()
                .addTokenReturnStatuses(
                        TokenReturnStatus.newBuilder()
                                .setInflightRequestRef(reference)
                                .setReturned(true))
                .build();
    }

    private static void caches(CacheKey key) throws IOException {
        there(
                FlowControlServiceGrpc.getCacheLookupMethod(),
                CacheMessages.lookupRequest(key),
                cacheLookupResponse());
        CacheMessages.lookup(cacheLookupResponse(), key);
        CacheUpsertResponse stored =
                CacheUpsertResponse.newBuilder()
                        .setResultCacheResponse(KeyUpsertResponse.getDefaultInstance())
                        .putGlobalCacheResponses("key", KeyUpsertResponse.getDefaultInstance())
                        .build();
        there(
                FlowControlServiceGrpc.getCacheUpsertMethod(),
                CacheMessages.upsertRequest(key, new byte[1], Duration.ofSeconds(1)),
                stored);
        CacheMessages.update(stored, key);
        CacheDeleteResponse deleted =
                CacheDeleteResponse.newBuilder()
                        .setResultCacheResponse(KeyDeleteResponse.getDefaultInstance())
                        .putGlobalCacheResponses("key", KeyDeleteResponse.getDefaultInstance())
                        .build();
        there(
                FlowControlServiceGrpc.getCacheDeleteMethod(),
                CacheMessages.deleteRequest(key),
                deleted);
        CacheMessages.update(deleted, key);
    }

    /** Passes both messages through the marshallers, as gRPC does on both sides of a call. */
    private static <Q extends MessageLite, R extends MessageLite> void there(
            MethodDescriptor<Q, R> method, Q request, R response) throws IOException {
        try (InputStream asked = method.streamRequest(request);
                InputStream answered = method.streamResponse(response)) {
            same(request, method.parseRequest(asked).toByteArray());
            same(response, method.parseResponse(answered).toByteArray());
        }
    }

    private static void same(MessageLite message, byte[] read) {
        if (!Arrays.equals(message.toByteArray(), read)) {
            throw new IllegalStateException(message.getClass().getName());
        }
    }

    /**
     * The protobuf runtime with its version. Older runtimes show it only in the name of their jar.
     */
    private static String protobuf() {
        String version = "";
        try {
            Class<?> type = Class.forName("com.google.protobuf.RuntimeVersion");
            version =
                    " " + type.getField("MAJOR").get(null) + "." + type.getField("MINOR").get(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            // Versions before 4.26 lack this class.
        }
        return "protobuf-java" + version + place(MessageLite.class);
    }

    private static String grpc() {
        return "gRPC" + place(MethodDescriptor.class);
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        @Nullable URL location = source == null ? null : source.getLocation();
        if (location == null) {
            return "";
        }
        String path = location.getPath();
        return " of " + path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
    }
}
