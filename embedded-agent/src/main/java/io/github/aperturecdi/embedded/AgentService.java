package io.github.aperturecdi.embedded;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.github.aperturecdi.embedded.internal.engine.Answer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.internal.engine.LimiterDecision;
import io.github.aperturecdi.embedded.internal.engine.LimiterId;
import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;
import io.github.aperturecdi.embedded.internal.policy.Selector;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceImplBase;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Aperture's flow control service, through which other processes ask an engine. */
final class AgentService extends FlowControlServiceImplBase {

    /** The limit of Aperture's agent, which is gRPC's default. */
    private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;

    /** How long a check waits for a store: as long as a client waits for an agent by default. */
    private static final long STORE_NANOS = 200_000_000;

    private final Engine engine;
    private final CacheService cache;
    private final InstantSource clock;
    private final Set<WaitingFlow> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean refusesWaiting;

    AgentService(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.cache = new CacheService(engine.cache());
        this.clock = clock;
    }

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> reply) {
        if (tooLarge(request, reply)) {
            return;
        }
        Instant start = clock.instant();
        CheckResponse.Builder response =
                CheckResponse.newBuilder()
                        .setControlPoint(request.getControlPoint())
                        .addAllFlowLabelKeys(
                                request.getLabelsMap().keySet().stream().sorted().toList())
                        .putAllTelemetryFlowLabels(request.getLabelsMap())
                        .putTelemetryFlowLabels("aperture.control_point_type", "feature")
                        .setExpectEnd(request.getExpectEnd())
                        .setStart(timestamp(start));
        if (!engine.isFaithful()) {
            response.addServices(Selector.ANY_SERVICE);
        }
        var call = (ServerCallStreamObserver<CheckResponse>) reply;
        Deadline deadline = CallDeadlines.current();
        Answer answer = engine.ask(question(request, deadline));
        if (answer instanceof Outcome outcome) {
            // A caller that gives up never gets the reply, so it cannot return the tokens.
            call.setOnCancelHandler(() -> giveBack(outcome));
            answer(request, response, outcome, deadline, call);
            return;
        }
        WaitingFlow flow = (WaitingFlow) answer;
        call.setOnCancelHandler(
                () -> {
                    if (!flow.cancel(false) && !flow.isCancelled()) {
                        giveBack(flow.join());
                    }
                });
        flow.stopAskingIn(STORE_NANOS);
        flow.thenAccept(outcome -> answer(request, response, outcome, deadline, call));
        waiting.add(flow);
        flow.whenComplete((outcome, cancelled) -> waiting.remove(flow));
        // This thread adds the flow before it reads the flag, and refuseWaiting() sets the
        // flag before it reads the flows. At least one of them sees the other's change.
        if (refusesWaiting) {
            flow.refuse();
        }
    }

    /** Refuses waiting flows, and from now on every flow that would have to wait. */
    void refuseWaiting() {
        refusesWaiting = true;
        waiting.forEach(WaitingFlow::refuse);
    }

    private static FlowCheck question(CheckRequest request, @Nullable Deadline deadline) {
        String key = request.getCacheLookupRequest().getResultCacheKey();
        return new FlowCheck(
                request.getControlPoint(),
                request.getLabelsMap(),
                request.getRampMode(),
                Callers.nanosLeft(deadline),
                key.isEmpty() ? null : new CacheKey.Result(request.getControlPoint(), key),
                request.getCacheLookupRequest().getGlobalCacheKeysList().stream()
                        .filter(global -> !global.isEmpty())
                        .toList());
    }

    private void giveBack(Outcome outcome) {
        for (LimiterDecision decision : outcome.decisions()) {
            if (!decision.requestId().isEmpty()) {
                engine.end(decision.id(), decision.label(), decision.requestId());
            }
        }
    }

    private void answer(
            CheckRequest request,
            CheckResponse.Builder response,
            Outcome outcome,
            @Nullable Deadline deadline,
            ServerCallStreamObserver<CheckResponse> call) {
        if (call.isCancelled()) {
            return;
        }
        if (deadline != null && deadline.isExpired()) {
            // The caller has given up, and its cancellation may be on the way.
            giveBack(outcome);
            call.onError(Status.DEADLINE_EXCEEDED.asRuntimeException());
            return;
        }
        outcome.decisions().forEach(d -> response.addLimiterDecisions(LimiterMessages.decision(d)));
        if (outcome.admitted()) {
            response.setDecisionType(DecisionType.DECISION_TYPE_ACCEPTED);
            if (request.hasCacheLookupRequest()) {
                response.setCacheLookupResponse(
                        CacheService.found(request.getCacheLookupRequest(), outcome.cached()));
            }
        } else {
            response.setDecisionType(DecisionType.DECISION_TYPE_REJECTED)
                    .setRejectReason(reason(outcome))
                    .setDeniedResponseStatusCodeValue(outcome.deniedStatus());
            if (outcome.waitNanos() > 0) {
                response.setWaitTime(LimiterMessages.duration(outcome.waitNanos()));
            }
        }
        call.onNext(response.setEnd(timestamp(clock.instant())).build());
        call.onCompleted();
    }

    private static RejectReason reason(Outcome outcome) {
        if (outcome.reason() == null) {
            return RejectReason.REJECT_REASON_NONE;
        }
        return switch (outcome.reason()) {
            case RATE_LIMITED -> RejectReason.REJECT_REASON_RATE_LIMITED;
            case NO_TOKENS -> RejectReason.REJECT_REASON_NO_TOKENS;
            case NOT_SAMPLED -> RejectReason.REJECT_REASON_NOT_SAMPLED;
            case NO_MATCHING_RAMP -> RejectReason.REJECT_REASON_NO_MATCHING_RAMP;
            default -> RejectReason.REJECT_REASON_NONE;
        };
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    @Override
    public void flowEnd(FlowEndRequest request, StreamObserver<FlowEndResponse> reply) {
        if (tooLarge(request, reply)) {
            return;
        }
        List<CompletableFuture<TokenReturnStatus>> ends =
                request.getInflightRequestsList().stream().map(this::end).toList();
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]))
                .thenRun(
                        () -> {
                            FlowEndResponse.Builder response = FlowEndResponse.newBuilder();
                            ends.forEach(end -> response.addTokenReturnStatuses(end.join()));
                            reply.onNext(response.build());
                            reply.onCompleted();
                        });
    }

    /** Gives tokens back. */
    private CompletableFuture<TokenReturnStatus> end(InflightRequestRef reference) {
        LimiterId id =
                new LimiterId(
                        reference.getPolicyName(),
                        reference.getPolicyHash(),
                        reference.getComponentId());
        return engine.endAnywhere(id, reference.getLabel(), reference.getRequestId())
                .thenApply(returned -> status(reference, returned))
                .toCompletableFuture();
    }

    /** The errors have the texts of Aperture's agent. */
    private static TokenReturnStatus status(
            InflightRequestRef reference, Engine.Returned returned) {
        String error =
                switch (returned) {
                    case RETURNED -> "";
                    case NOT_IN_FLIGHT ->
                            reference.getRequestId().isEmpty() ? "request id cannot be empty" : "";
                    case UNKNOWN_LIMITER -> "flow ender not found for limiter id";
                };
        return TokenReturnStatus.newBuilder()
                .setInflightRequestRef(reference)
                .setReturned(returned == Engine.Returned.RETURNED)
                .setError(error)
                .build();
    }

    @Override
    public void cacheLookup(CacheLookupRequest request, StreamObserver<CacheLookupResponse> reply) {
        answer(request, reply, () -> cache.lookup(request));
    }

    @Override
    public void cacheUpsert(CacheUpsertRequest request, StreamObserver<CacheUpsertResponse> reply) {
        answer(request, reply, () -> cache.upsert(request));
    }

    @Override
    public void cacheDelete(CacheDeleteRequest request, StreamObserver<CacheDeleteResponse> reply) {
        answer(request, reply, () -> cache.delete(request));
    }

    private static <R> void answer(
            MessageLite request, StreamObserver<R> reply, Supplier<CompletableFuture<R>> response) {
        if (!tooLarge(request, reply)) {
            response.get()
                    .thenAccept(
                            made -> {
                                reply.onNext(made);
                                reply.onCompleted();
                            });
        }
    }

    private static boolean tooLarge(MessageLite request, StreamObserver<?> reply) {
        if (request.getSerializedSize() <= MAX_REQUEST_BYTES) {
            return false;
        }
        reply.onError(
                Status.RESOURCE_EXHAUSTED
                        .withDescription(
                                ProcessTexts.tooLarge(
                                        request.getSerializedSize(), MAX_REQUEST_BYTES))
                        .asRuntimeException());
        return true;
    }
}
