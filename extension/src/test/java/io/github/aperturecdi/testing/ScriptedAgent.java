package io.github.aperturecdi.testing;

import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An agent on a real socket of this machine that decides by script and keeps what it was asked.
 *
 * <p>Without scripts it admits everything, takes ends and spans, and has no cache. A script returns
 * a reply, or null to leave the caller waiting, or throws as {@link #failing} does.
 */
public final class ScriptedAgent implements AutoCloseable {

    /** What the agent does with a check. */
    @FunctionalInterface
    public interface Script {
        /** A reply, or null to leave the caller waiting. */
        @Nullable CheckResponse reply(CheckRequest request);
    }

    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Scripted<CheckRequest, CheckResponse> checks = new Scripted<>(this::decide);
    private final Scripted<FlowEndRequest, FlowEndResponse> ends =
            new Scripted<>(request -> FlowEndResponse.getDefaultInstance());
    private final Scripted<CacheLookupRequest, CacheLookupResponse> lookups =
            new Scripted<>(failing(Status.Code.UNIMPLEMENTED));
    private final Scripted<CacheUpsertRequest, CacheUpsertResponse> upserts =
            new Scripted<>(failing(Status.Code.UNIMPLEMENTED));
    private final Scripted<CacheDeleteRequest, CacheDeleteResponse> deletes =
            new Scripted<>(failing(Status.Code.UNIMPLEMENTED));
    private final Scripted<ExportTraceServiceRequest, ExportTraceServiceResponse> exports =
            new Scripted<>(request -> ExportTraceServiceResponse.getDefaultInstance());
    private final Queue<Metadata> headers = new ConcurrentLinkedQueue<>();
    private final ServerCredentials credentials;
    private final List<BindableService> others;
    private final int port;
    private @Nullable Server server;

    private ScriptedAgent(int port, ServerCredentials credentials, List<BindableService> others) {
        this.port = port;
        this.others = others;
        this.credentials = credentials;
    }

    /** Starts on a free port of the loopback address, in plaintext. */
    public static ScriptedAgent start() {
        return start(InsecureServerCredentials.create());
    }

    public static ScriptedAgent start(ServerCredentials credentials) {
        return start(credentials, List.of());
    }

    /** With services that are no agent's. */
    public static ScriptedAgent start(BindableService... others) {
        return start(InsecureServerCredentials.create(), List.of(others));
    }

    private static ScriptedAgent start(
            ServerCredentials credentials, List<BindableService> others) {
        ScriptedAgent agent = new ScriptedAgent(freePort(), credentials, others);
        agent.restart();
        return agent;
    }

    /**
     * Finds a free port. The server binds it later, so the port is below the range from which the
     * system picks the ports of clients.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public String address() {
        return "localhost:" + port;
    }

    public int port() {
        return port;
    }

    /**
     * Decides at one control point; at others, and after {@link #reset}, everything is admitted.
     */
    public ScriptedAgent at(String controlPoint, Script script) {
        scripts.put(controlPoint, script);
        return this;
    }

    public ScriptedAgent at(String controlPoint, CheckResponse reply) {
        return at(controlPoint, request -> reply);
    }

    private @Nullable CheckResponse decide(CheckRequest request) {
        Script script = scripts.get(request.getControlPoint());
        return script == null ? CheckResponse.getDefaultInstance() : script.reply(request);
    }

    public void onFlowEnd(Function<FlowEndRequest, @Nullable FlowEndResponse> script) {
        ends.script(script);
    }

    public void onCacheLookup(Function<CacheLookupRequest, @Nullable CacheLookupResponse> script) {
        lookups.script(script);
    }

    public void onCacheUpsert(Function<CacheUpsertRequest, @Nullable CacheUpsertResponse> script) {
        upserts.script(script);
    }

    public void onCacheDelete(Function<CacheDeleteRequest, @Nullable CacheDeleteResponse> script) {
        deletes.script(script);
    }

    public void onExport(
            Function<ExportTraceServiceRequest, @Nullable ExportTraceServiceResponse> script) {
        exports.script(script);
    }

    /** A script that fails every call. */
    public static <Q, R> Function<Q, @Nullable R> failing(Status.Code code) {
        return request -> {
            throw code.toStatus().asRuntimeException();
        };
    }

    public void reset() {
        scripts.clear();
        checks.reset();
        ends.reset();
        lookups.reset();
        upserts.reset();
        deletes.reset();
        exports.reset();
        headers.clear();
    }

    public List<CheckRequest> checks() {
        return checks.requests();
    }

    public List<CheckRequest> checks(String controlPoint) {
        return checks().stream().filter(c -> c.getControlPoint().equals(controlPoint)).toList();
    }

    /** How many checks their callers cancelled. */
    public int cancelledChecks() {
        return checks.cancelled();
    }

    public List<FlowEndRequest> ends() {
        return ends.requests();
    }

    /** The request ids of all references that were given back, in the order of arrival. */
    public List<String> givenBack() {
        return ends().stream()
                .flatMap(end -> end.getInflightRequestsList().stream())
                .map(InflightRequestRef::getRequestId)
                .toList();
    }

    public List<CacheLookupRequest> cacheLookups() {
        return lookups.requests();
    }

    public List<CacheUpsertRequest> cacheUpserts() {
        return upserts.requests();
    }

    public List<CacheDeleteRequest> cacheDeletes() {
        return deletes.requests();
    }

    public List<ExportTraceServiceRequest> exports() {
        return exports.requests();
    }

    /** The spans of all exports, in the order of arrival. */
    public List<Span> spans() {
        return exports().stream()
                .flatMap(export -> export.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** The headers of every call. */
    public List<Metadata> headers() {
        return List.copyOf(headers);
    }

    /** How often somebody has connected. */
    public int connections() {
        return connections.get();
    }

    private final class ConnectionCounter extends ServerTransportFilter {

        @Override
        public Attributes transportReady(Attributes transport) {
            connections.incrementAndGet();
            return transport;
        }
    }

    /** Stops listening and resets every connection, as a killed process does. */
    public void kill() {
        Server running = server;
        if (running != null) {
            server = null;
            running.shutdownNow();
            try {
                running.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Stops listening and says GOAWAY; calls under way go on. */
    public void sayGoodbye() {
        Server running = server;
        if (running != null) {
            running.shutdown();
        }
    }

    /** Listens again on the same port. */
    public void restart() {
        server = Listening.begin(() -> listening().start());
    }

    private Server listening() {
        OkHttpServerBuilder server =
                OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials);
        others.forEach(server::addService);
        return server.addTransportFilter(new ConnectionCounter())
                .addService(new FlowControlService())
                .addService(new TraceService())
                .intercept(new HeaderRecorder())
                .build();
    }

    @Override
    public void close() {
        kill();
    }

    private final class FlowControlService
            extends FlowControlServiceGrpc.FlowControlServiceImplBase {

        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> reply) {
            checks.answer(request, reply);
        }

        @Override
        public void flowEnd(FlowEndRequest request, StreamObserver<FlowEndResponse> reply) {
            ends.answer(request, reply);
        }

        @Override
        public void cacheLookup(
                CacheLookupRequest request, StreamObserver<CacheLookupResponse> reply) {
            lookups.answer(request, reply);
        }

        @Override
        public void cacheUpsert(
                CacheUpsertRequest request, StreamObserver<CacheUpsertResponse> reply) {
            upserts.answer(request, reply);
        }

        @Override
        public void cacheDelete(
                CacheDeleteRequest request, StreamObserver<CacheDeleteResponse> reply) {
            deletes.answer(request, reply);
        }
    }

    private final class TraceService extends TraceServiceGrpc.TraceServiceImplBase {

        @Override
        public void export(
                ExportTraceServiceRequest request,
                StreamObserver<ExportTraceServiceResponse> reply) {
            exports.answer(request, reply);
        }
    }

    private final class HeaderRecorder implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata callHeaders, ServerCallHandler<Q, R> next) {
            headers.add(callHeaders);
            return next.startCall(call, callHeaders);
        }
    }
}
