package io.github.aperturecdi.testing;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import java.util.concurrent.Callable;

/** Controlled calls on stacks that overflow for real, at one control point. */
public final class DeepCalls {

    /** Ways to control a call. */
    public enum Way {
        RUN {
            @Override
            void call(FlowControl flows, FlowRequest request, Callable<?> work) throws Exception {
                flows.start(request).run(work);
            }
        },
        BY_HAND {
            @Override
            void call(FlowControl flows, FlowRequest request, Callable<?> work) throws Exception {
                Flow flow = flows.start(request);
                try {
                    work.call();
                } finally {
                    flow.close();
                }
            }
        },
        ASYNC {
            @Override
            void call(FlowControl flows, FlowRequest request, Callable<?> work) throws Exception {
                Flow flow = flows.startAsync(request).join();
                try {
                    work.call();
                } finally {
                    flow.close();
                }
            }
        };

        abstract void call(FlowControl flows, FlowRequest request, Callable<?> work)
                throws Exception;
    }

    /** How far from the end of the stack single calls are made. */
    private static final int LEVELS = 2_000;

    private static final int STACK_BYTES = 256 * 1024;

    private final FlowControl flows;
    private final FlowRequest request;
    private final Way way;
    private final Callable<?> nested =
            () -> {
                nest();
                return null;
            };
    private final Callable<?> nothing = () -> null;

    public DeepCalls(FlowControl flows, String controlPoint, Way way) {
        this.flows = flows;
        this.request = FlowRequest.at(controlPoint).build();
        this.way = way;
    }

    /** Runs until its stack overflows, on a thread whose stack ends elsewhere by each variant. */
    public static void overflow(int variant, Runnable work) {
        Throwable[] failure = new Throwable[1];
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            try {
                                shifted(variant, work);
                            } catch (StackOverflowError e) {
                                // What it is for.
                            } catch (Throwable e) {
                                failure[0] = e;
                            }
                        },
                        "deep",
                        STACK_BYTES);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure[0] != null) {
            throw new AssertionError("another failure than that of the stack", failure[0]);
        }
    }

    private static void shifted(int frames, Runnable work) {
        if (frames == 0) {
            work.run();
        } else {
            shifted(frames - 1, work);
        }
    }

    /** A controlled call in a controlled call, and so on. */
    public void nest() {
        try {
            way.call(flows, request, nested);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * To the end of the stack, and on the way back one call at each level.
     *
     * @return the levels from the end
     */
    public int atEachDepth() {
        int fromEnd;
        try {
            fromEnd = atEachDepth() + 1;
        } catch (StackOverflowError e) {
            fromEnd = 0;
        }
        if (fromEnd < LEVELS) {
            try {
                way.call(flows, request, nothing);
            } catch (StackOverflowError e) {
                // No room yet.
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return fromEnd;
    }
}
