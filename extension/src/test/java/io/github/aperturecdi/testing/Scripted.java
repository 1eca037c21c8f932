package io.github.aperturecdi.testing;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One method of a scripted agent: what it was asked, and what it says. A script that returns null
 * leaves the caller waiting, one that throws a {@link StatusRuntimeException} fails the call.
 */
final class Scripted<Q, R> {

    private final Queue<Q> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final Function<Q, @Nullable R> initial;
    private volatile Function<Q, @Nullable R> script;

    Scripted(Function<Q, @Nullable R> initial) {
        this.initial = initial;
        this.script = initial;
    }

    void script(Function<Q, @Nullable R> script) {
        this.script = script;
    }

    void reset() {
        script = initial;
        requests.clear();
        cancelled.set(0);
    }

    List<Q> requests() {
        return List.copyOf(requests);
    }

    int cancelled() {
        return cancelled.get();
    }

    void answer(Q request, StreamObserver<R> reply) {
        ((ServerCallStreamObserver<R>) reply).setOnCancelHandler(cancelled::incrementAndGet);
        requests.add(request);
        R response;
        try {
            response = script.apply(request);
        } catch (StatusRuntimeException e) {
            reply.onError(e);
            return;
        }
        if (response != null) {
            reply.onNext(response);
            reply.onCompleted();
        }
    }
}
