package io.github.aperturecdi.test;

import io.github.aperturecdi.embedded.AgentServer;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheEntry;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Records every call to an agent, and answers the checks that have a script. */
final class WireTap implements ServerInterceptor {

    private static final Set<String> SERVICES =
            Set.of(FlowControlServiceGrpc.SERVICE_NAME, TraceServiceGrpc.SERVICE_NAME);
    private static final Metadata.Key<String> API_KEY =
            Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    private final Journal journal;
    private volatile @Nullable String apiKey;
    private final Map<String, FollowedScript> scripts = new ConcurrentHashMap<>();
    private final Set<ServerCall<?, ?>> silent = ConcurrentHashMap.newKeySet();
    private volatile boolean lacksFlowEnd;
    private volatile boolean lacksCaches;

    WireTap(Journal journal) {
        this.journal = journal;
    }

    /** The API key that calls must carry; null for none. */
    void expect(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    void script(String controlPoint, Script script) {
        scripts.put(controlPoint, new FollowedScript(script, new AtomicInteger(script.times())));
    }

    void lacksFlowEnd() {
        lacksFlowEnd = true;
    }

    void lacksCaches() {
        lacksCaches = true;
    }

    /** Drops the scripts, and ends the calls without a reply. */
    void reset() {
        scripts.clear();
        lacksFlowEnd = false;
        lacksCaches = false;
        endSilentCalls();
    }

    void endSilentCalls() {
        for (ServerCall<?, ?> call : silent) {
            if (silent.remove(call)) {
                call.close(
                        Status.UNAVAILABLE.withDescription("the test ends the call"),
                        new Metadata());
            }
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!SERVICES.contains(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        Deadline deadline = AgentServer.deadline();
        String method = call.getMethodDescriptor().getBareMethodName();
        if (deadline == null) {
            journal.problem("a call of " + method + " has no deadline");
        }
        String key = apiKey;
        if (key != null && !key.equals(headers.get(API_KEY))) {
            journal.problem("a call of " + method + " lacks the API key in its header x-api-key");
        }
        TappedCall<Q, R> tapped = new TappedCall<>(call, deadline);
        return tapped.listener(next.startCall(tapped, headers));
    }

    private final class TappedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final @Nullable Deadline deadline;
        private @Nullable CheckedFlow flow;

        /**
         * Records the end of flows. It runs after the agent's own work, so that a test that awaits
         * the end finds the tokens returned, and before the answer, so that a client that has the
         * answer finds the end recorded.
         */
        private Runnable recordEnd = () -> {};

        TappedCall(ServerCall<Q, R> call, @Nullable Deadline deadline) {
            super(call);
            this.deadline = deadline;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void sendMessage(R message) {
            CheckedFlow checked = flow;
            recordEnd.run();
            super.sendMessage(
                    checked != null && message instanceof CheckResponse reply
                            ? (R) journal.replied(checked, known(reply))
                            : message);
        }

        /** The reply with what this agent's version has. */
        private CheckResponse known(CheckResponse reply) {
            return lacksCaches ? reply.toBuilder().clearCacheLookupResponse().build() : reply;
        }

        ServerCall.Listener<Q> listener(ServerCall.Listener<Q> agent) {
            return new SimpleForwardingServerCallListener<>(agent) {
                private boolean answered;

                @Override
                public void onMessage(Q message) {
                    answered = received(message);
                    if (!answered) {
                        super.onMessage(message);
                    }
                }

                @Override
                public void onHalfClose() {
                    if (!answered) {
                        super.onHalfClose();
                        journal.asked();
                    }
                }

                @Override
                public void onCancel() {
                    CheckedFlow checked = flow;
                    if (checked != null) {
                        journal.callerGone(checked);
                    }
                    silent.remove(TappedCall.this);
                    super.onCancel();
                }
            };
        }

        /** Whether a script answers the call in place of the agent. */
        @SuppressWarnings("unchecked")
        private boolean received(Q message) {
            if (message instanceof CheckRequest check) {
                flow = journal.checked(check, left());
                FollowedScript followed = scripts.get(check.getControlPoint());
                return followed != null && followed.applies() && follow(followed.script);
            }
            if (message instanceof FlowEndRequest end) {
                if (lacksFlowEnd) {
                    return unimplemented();
                }
                recordEnd = () -> journal.returned(end.getInflightRequestsList());
                if (end.getInflightRequestsList().stream().allMatch(WireTap::isScripted)) {
                    answer((R) taken(end));
                    return true;
                }
            } else if (message instanceof ExportTraceServiceRequest export) {
                recordEnd = () -> journal.exported(spans(export));
            } else {
                if (message instanceof CacheUpsertRequest upsert) {
                    checkEntries(upsert);
                }
                return lacksCaches && isOfCaches(message) && unimplemented();
            }
            return false;
        }

        private boolean isOfCaches(Q message) {
            return message instanceof CacheLookupRequest
                    || message instanceof CacheUpsertRequest
                    || message instanceof CacheDeleteRequest;
        }

        /** Answers as gRPC does for a method that the server does not have. */
        private boolean unimplemented() {
            String method = getMethodDescriptor().getFullMethodName();
            close(
                    Status.UNIMPLEMENTED.withDescription("Method not found: " + method),
                    new Metadata());
            return true;
        }

        private @Nullable Duration left() {
            return deadline == null
                    ? null
                    : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        }

        @SuppressWarnings("unchecked")
        private boolean follow(Script script) {
            switch (script.kind()) {
                case ADMITS, ADMITS_WITH_TOKENS, REJECTS -> answer((R) script.reply());
                case SILENT -> silent.add(this);
                case UNAVAILABLE ->
                        close(
                                Status.UNAVAILABLE.withDescription("the test scripts it"),
                                new Metadata());
            }
            return true;
        }

        private void answer(R reply) {
            sendHeaders(new Metadata());
            sendMessage(reply);
            close(Status.OK, new Metadata());
        }
    }

    private record FollowedScript(Script script, AtomicInteger left) {

        /** Whether the script applies to one more check. */
        boolean applies() {
            return left.getAndUpdate(n -> n == Script.FOR_EVER ? n : Math.max(0, n - 1)) > 0;
        }
    }

    private static List<Span> spans(ExportTraceServiceRequest export) {
        return export.getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private static boolean isScripted(InflightRequestRef reference) {
        return reference.getPolicyName().equals(Script.POLICY);
    }

    private static FlowEndResponse taken(FlowEndRequest end) {
        FlowEndResponse.Builder response = FlowEndResponse.newBuilder();
        for (InflightRequestRef reference : end.getInflightRequestsList()) {
            response.addTokenReturnStatuses(
                    TokenReturnStatus.newBuilder()
                            .setInflightRequestRef(reference)
                            .setReturned(true));
        }
        return response.build();
    }

    /**
     * Checks that entries have a time to live. An agent keeps an entry without one for seven days.
     */
    private void checkEntries(CacheUpsertRequest upsert) {
        if (upsert.hasResultCacheEntry()) {
            checkEntry("result", upsert.getResultCacheEntry());
            if (upsert.getControlPoint().isEmpty()) {
                journal.problem("a CacheUpsert of a result names no control point");
            }
        }
        List.copyOf(upsert.getGlobalCacheEntriesMap().values())
                .forEach(entry -> checkEntry("global", entry));
    }

    private void checkEntry(String kind, CacheEntry entry) {
        Duration timeToLive =
                Duration.ofSeconds(entry.getTtl().getSeconds(), entry.getTtl().getNanos());
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            journal.problem(
                    "a "
                            + kind
                            + " cache entry has a time to live of "
                            + timeToLive
                            + ", which an agent turns into seven days");
        }
    }
}
