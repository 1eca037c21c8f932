package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.internal.outcome.HttpOutcomes;
import io.github.aperturecdi.races.CountingAgent;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/** Calls of a method for the models, on a thread that may wait or on an event loop. */
final class RacingCalls {

    /** Made outside the models: looking for services is no race of ours. */
    private static final EventLoops NONE = new EventLoops(RacingCalls.class.getClassLoader());

    private static final EventLoops EVERYWHERE = loops("every-thread-is-an-event-loop");

    private RacingCalls() {}

    /** The event loops that a folder of the test resources names. */
    static EventLoops loops(String services) {
        return new EventLoops(loader(services));
    }

    /** The class loader of the services that a folder of the test resources names. */
    static ClassLoader loader(String services) {
        URL folder = RacingCalls.class.getResource("/" + services + "/");
        return new URLClassLoader(new URL[] {folder}, RacingCalls.class.getClassLoader());
    }

    static FlowControl control(CountingAgent agent) {
        return FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
    }

    /** The decision is there when the call returns. */
    static MadeCall decided(FlowControl flows, Object result, Class<?> type) {
        return call(flows, NONE, result, type);
    }

    /** The decision is there when {@link CountingAgent#decide} has been called. */
    static ControlledCall undecided(FlowControl flows, Object result, Class<?> type) {
        return call(flows, EVERYWHERE, result, type);
    }

    /** As above, of a method that does something. */
    static ControlledCall undecided(FlowControl flows, Callable<Object> method, Class<?> type) {
        return call(flows, EVERYWHERE, method, type);
    }

    static MadeCall call(FlowControl flows, EventLoops loops, Object result, Class<?> type) {
        return call(flows, loops, () -> result, type);
    }

    private static MadeCall call(
            FlowControl flows, EventLoops loops, Callable<Object> method, Class<?> type) {
        return new MadeCall(
                flows,
                loops,
                new HttpOutcomes(RacingCalls.class.getClassLoader()),
                () -> CountingAgent.REQUEST,
                method::call,
                refusal -> {
                    throw new FlowRejectedException(refusal, "nobody is refused");
                },
                type);
    }

    /** An event loop that runs what it is given where it is given it. */
    public static final class Loop implements EventLoop {

        /** For the service loader. */
        public Loop() {}

        @Override
        public Executor current() {
            return Runnable::run;
        }
    }
}
