package io.github.aperturecdi.testing;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An agent on a real socket of this machine that decides by script and keeps what it was asked. */
public final class ScriptedAgent implements AutoCloseable {

    /** What the agent does with a check. */
    @FunctionalInterface
    public interface Script {
        /** A reply, or null to leave the caller waiting. */
        @Nullable CheckResponse reply(CheckRequest request);
    }

    private final List<CheckRequest> checks = new CopyOnWriteArrayList<>();
    private final List<FlowEndRequest> ends = new CopyOnWriteArrayList<>();
    private final List<Metadata> headers = new CopyOnWriteArrayList<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final int port;
    private @Nullable Server server;

    private ScriptedAgent(int port) {
        this.port = port;
    }

    /** Starts on a free port of the loopback address. */
    public static ScriptedAgent start() {
        ScriptedAgent agent = new ScriptedAgent(freePort());
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
                    Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                            .addService(new Service())
                            .intercept(new HeaderRecorder())
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
            if (scripts.containsKey("FlowEnd unimplemented")) {
                reply.onError(Status.UNIMPLEMENTED.asRuntimeException());
                return;
            }
            reply.onNext(FlowEndResponse.getDefaultInstance());
            reply.onCompleted();
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
