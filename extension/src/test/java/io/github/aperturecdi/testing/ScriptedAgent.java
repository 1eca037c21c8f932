package io.github.aperturecdi.testing;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.grpc.Attributes;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An agent on a real socket of this machine that decides by script and keeps what it was asked. */
public final class ScriptedAgent implements AutoCloseable {

    /** What the agent does with a check. */
    @FunctionalInterface
    public interface Script {
        /** A reply, or null to leave the caller waiting. */
        @Nullable CheckResponse reply(CheckRequest request);
    }

    /** What the agent does with an end or an export. */
    public enum Answer {
        /** Takes it. */
        OK,
        /** Says that it knows no such call. */
        UNIMPLEMENTED,
        /** Says nothing. */
        NEVER
    }

    private final List<CheckRequest> checks = new CopyOnWriteArrayList<>();
    private final List<FlowEndRequest> ends = new CopyOnWriteArrayList<>();
    private final List<Metadata> headers = new CopyOnWriteArrayList<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<ExportTraceServiceRequest> exports = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final ServerCredentials credentials;
    private volatile Answer endAnswer = Answer.OK;
    private volatile Answer exportAnswer = Answer.OK;
    private final int port;
    private @Nullable Server server;

    private ScriptedAgent(int port, ServerCredentials credentials) {
        this.port = port;
        this.credentials = credentials;
    }

    /** Starts on a free port of the loopback address. */
    public static ScriptedAgent start() {
        return start(InsecureServerCredentials.create());
    }

    /** As {@link #start()}, with TLS. */
    public static ScriptedAgent start(ServerCredentials credentials) {
        ScriptedAgent agent = new ScriptedAgent(freePort(), credentials);
        agent.restart();
        return agent;
    }

    /** A port that nobody listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    public void reset() {
        scripts.clear();
        checks.clear();
        ends.clear();
        headers.clear();
        exports.clear();
        endAnswer = Answer.OK;
        exportAnswer = Answer.OK;
    }

    public List<CheckRequest> checks() {
        return List.copyOf(checks);
    }

    public List<CheckRequest> checks(String controlPoint) {
        return checks.stream().filter(c -> c.getControlPoint().equals(controlPoint)).toList();
    }

    public List<FlowEndRequest> ends() {
        return List.copyOf(ends);
    }

    /** How ends are answered; they are kept in any case. */
    public ScriptedAgent answersEnds(Answer answer) {
        endAnswer = answer;
        return this;
    }

    /** How exports of spans are answered; they are kept in any case. */
    public ScriptedAgent answersExports(Answer answer) {
        exportAnswer = answer;
        return this;
    }

    /** The batches of spans. */
    public List<ExportTraceServiceRequest> exports() {
        return List.copyOf(exports);
    }

    /** The spans of all batches. */
    public List<Span> spans() {
        return exports.stream()
                .flatMap(export -> export.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** How often somebody has connected. */
    public int connections() {
        return connections.get();
    }

    /** The headers of every call. */
    public List<Metadata> headers() {
        return List.copyOf(headers);
    }

    /** Stops listening and resets every connection, as a killed process does. */
    public void kill() {
        Server running = server;
        if (running != null) {
            server = null;
            running.shutdownNow();
            try {
                running.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Listens again on the same port. */
    public void restart() {
        try {
            server =
                    OkHttpServerBuilder.forPort(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                                    credentials)
                            .addService(new Service())
                            .addService(new TraceService())
                            .intercept(new HeaderRecorder())
                            .addTransportFilter(new ConnectionCounter())
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private final class Service extends FlowControlServiceGrpc.FlowControlServiceImplBase {

        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> reply) {
            checks.add(request);
            Script script = scripts.get(request.getControlPoint());
            CheckResponse response =
                    script == null ? CheckResponse.getDefaultInstance() : script.reply(request);
            if (response != null) {
                reply.onNext(response);
                reply.onCompleted();
            }
        }

        @Override
        public void flowEnd(FlowEndRequest request, StreamObserver<FlowEndResponse> reply) {
            ends.add(request);
            answer(endAnswer, FlowEndResponse.getDefaultInstance(), reply);
        }
    }

    private static <T> void answer(Answer answer, T response, StreamObserver<T> reply) {
        switch (answer) {
            case OK -> {
                reply.onNext(response);
                reply.onCompleted();
            }
            case UNIMPLEMENTED -> reply.onError(Status.UNIMPLEMENTED.asRuntimeException());
            case NEVER -> {}
        }
    }

    private final class TraceService extends TraceServiceGrpc.TraceServiceImplBase {

        @Override
        public void export(
                ExportTraceServiceRequest request,
                StreamObserver<ExportTraceServiceResponse> reply) {
            exports.add(request);
            answer(exportAnswer, ExportTraceServiceResponse.getDefaultInstance(), reply);
        }
    }

    private final class ConnectionCounter extends ServerTransportFilter {

        @Override
        public Attributes transportReady(Attributes transport) {
            connections.incrementAndGet();
            return transport;
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
