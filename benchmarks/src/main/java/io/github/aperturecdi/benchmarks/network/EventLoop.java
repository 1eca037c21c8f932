package io.github.aperturecdi.benchmarks.network;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceStub;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Many flows in flight on one thread. When one ends, the next one begins. */
final class EventLoop {

    /** Begins a flow on the loop, which runs the action when the flow has ended. */
    interface Start {
        void begin(ExecutorService loop, Runnable ended);
    }

    private EventLoop() {}

    static Start check(Channel channel) {
        FlowControlServiceStub agent = FlowControlServiceGrpc.newStub(channel);
        return (loop, ended) ->
                agent.withExecutor(loop).check(LoadClient.message(), then(response -> ended.run()));
    }

    static Start checkAndEnd(Channel channel) {
        FlowControlServiceStub agent = FlowControlServiceGrpc.newStub(channel);
        return (loop, ended) -> {
            FlowControlServiceStub here = agent.withExecutor(loop);
            StreamObserver<FlowEndResponse> then = then(response -> ended.run());
            StreamObserver<CheckResponse> end =
                    then(response -> here.flowEnd(LoadClient.end(response), then));
            here.check(LoadClient.message(), end);
        };
    }

    static Start flow(FlowControl flows) {
        return (loop, ended) ->
                flows.startAsync(LoadClient.request(), loop)
                        .thenAccept(
                                flow -> {
                                    flow.close();
                                    ended.run();
                                });
    }

    private static <T> StreamObserver<T> then(java.util.function.Consumer<T> answered) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T response) {
                answered.accept(response);
            }

            @Override
            public void onError(Throwable failure) {
                failure.printStackTrace();
                // The round could not end.
                Runtime.getRuntime().halt(1);
            }

            @Override
            public void onCompleted() {}
        };
    }

    static String run(Start start, int inFlight, long millis) throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        return Load.measured(() -> round(start, loop, inFlight, millis));
    }

    private static Load round(Start start, ExecutorService loop, int inFlight, long millis)
            throws Exception {
        Load load = new Load();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        CompletableFuture<Void> over = new CompletableFuture<>();
        int[] running = {inFlight};
        // All of this runs on the loop's thread, whose needs count from its start to its end.
        long[] thread = new long[3];
        Runnable next =
                new Runnable() {
                    @Override
                    public void run() {
                        long began = System.nanoTime();
                        if (began - end >= 0) {
                            if (--running[0] == 0) {
                                over.complete(null);
                            }
                            return;
                        }
                        start.begin(
                                loop,
                                () -> {
                                    load.took(System.nanoTime() - began);
                                    run();
                                });
                    }
                };
        loop.execute(
                () -> {
                    thread[0] = Thread.currentThread().getId();
                    thread[1] = Load.THREADS.getThreadAllocatedBytes(thread[0]);
                    thread[2] = Load.THREADS.getCurrentThreadCpuTime();
                });
        for (int i = 0; i < inFlight; i++) {
            loop.execute(next);
        }
        over.get();
        load.caller(
                Load.THREADS.getThreadAllocatedBytes(thread[0]) - thread[1],
                Load.THREADS.getThreadCpuTime(thread[0]) - thread[2]);
        loop.shutdown();
        loop.awaitTermination(1, TimeUnit.MINUTES);
        return load;
    }
}
