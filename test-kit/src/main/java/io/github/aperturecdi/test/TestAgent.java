package io.github.aperturecdi.test;

import io.github.aperturecdi.embedded.AgentServer;
import io.github.aperturecdi.embedded.engine.Engine;
import io.github.aperturecdi.embedded.engine.EngineSettings;
import io.github.aperturecdi.embedded.policy.Policy;
import io.github.aperturecdi.embedded.policy.PolicyLoader;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The agent of a test. It is a real agent that listens on the loopback address, and the test moves
 * its clock. At a control point with a script the script decides, elsewhere the policies. Without
 * policies it admits every flow. It records all flows and spans.
 *
 * <p>{@link ApertureAgent} starts and stops it. A test without JUnit starts it with {@link #start}
 * and closes it.
 */
public final class TestAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 5_000_000;

    /** Longer than an agent keeps an entry of its cache, and the counts of a removed policy. */
    private static final Duration PAST_COUNTS = Duration.ofDays(8);

    private final TestClock clock = new TestClock();
    private final Journal journal = new Journal();
    private final WireTap tap;
    private final List<Policy> policies;
    private final @Nullable String apiKey;
    private volatile Engine engine;
    private volatile AgentServer server;
    private boolean stopped;
    private @Nullable FlowControl flows;
    private Duration patience = PATIENCE;

    private TestAgent(List<Policy> policies, int port, @Nullable String apiKey) {
        this.policies = policies;
        this.apiKey = apiKey;
        tap = new WireTap(journal, apiKey);
        engine = newEngine();
        clock.onMove(() -> engine.wake());
        server = listen(engine, tap, port);
    }

    private Engine newEngine() {
        return new Engine(policies, EngineSettings.DEFAULT, clock.ticker(), this::wakeIfDue);
    }

    /**
     * Starts an agent on a free port.
     *
     * @param policies the place of its policies, see {@link ApertureAgent#policies}; empty for none
     * @return the agent
     * @throws IllegalArgumentException if a policy cannot be read
     */
    public static TestAgent start(String policies) {
        return start(policies, 0, null);
    }

    static TestAgent start(String policies, int port, @Nullable String apiKey) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new TestAgent(
                policies.isEmpty() ? List.of() : PolicyLoader.load(policies, loader), port, apiKey);
    }

    /**
     * Wakes a flow that is due at once, because the clock moved while it started to wait. All other
     * flows become due only when the clock moves.
     */
    private void wakeIfDue(long nanos, Runnable wake) {
        if (nanos <= 1) {
            ForkJoinPool.commonPool()
                    .execute(
                            () -> {
                                if (engine.untilNextWake() == 0) {
                                    wake.run();
                                }
                            });
        }
    }

    /**
     * Starts the server. Retries, as the kernel may hold the port for a moment after the previous
     * agent.
     */
    private static AgentServer listen(Engine engine, WireTap tap, int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long start = System.nanoTime();
        while (true) {
            try {
                return AgentServer.start(engine, address, List.of(tap));
            } catch (IOException e) {
                boolean taken = e instanceof BindException || e.getCause() instanceof BindException;
                if (!taken || System.nanoTime() - start > TIMEOUT.toNanos()) {
                    throw new UncheckedIOException(
                            "The agent of the test cannot listen on " + address, e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /**
     * The address, in the form of {@code aperture.agent.address}.
     *
     * @return host and port
     */
    public String address() {
        return server.target();
    }

    int port() {
        return server.address().getPort();
    }

    /**
     * Scripts the decisions at a control point, in place of the policies.
     *
     * @param controlPoint the control point
     * @return the script of the control point
     */
    public ControlPointScript at(String controlPoint) {
        return new ControlPointScript(script -> tap.script(controlPoint, script));
    }

    /**
     * Plays an older agent that has no FlowEnd. It answers these calls with {@code UNIMPLEMENTED},
     * and takes tokens back by spans. {@link #everyFlowEndedOnce} then requires such spans. {@link
     * #reset} ends it.
     */
    public void lacksFlowEnd() {
        tap.lacksFlowEnd();
    }

    /**
     * Plays an older agent that has no caches. It answers the cache calls with {@code
     * UNIMPLEMENTED}, and checks without cached values. {@link #reset} ends it.
     */
    public void lacksCaches() {
        tap.lacksCaches();
    }

    /**
     * Stops the agent, as for an update: it refuses the flows that wait, and ends all connections.
     * Has no effect on a stopped agent. A flow that has not ended by now cannot end at this agent
     * any more: {@link #everyFlowEndedOnce} does not require its end.
     */
    public synchronized void stop() {
        if (!stopped) {
            stopped = true;
            tap.endSilentCalls();
            server.close();
            journal.agentStopped();
        }
    }

    /**
     * Starts a stopped agent at the same address, like a new process: without counts, flows that
     * wait, and cached values. Scripts stay. Has no effect on a running agent. {@link #flowControl}
     * is connected afterwards; an application connects again within a few seconds.
     */
    public synchronized void startAgain() {
        if (stopped) {
            engine = newEngine();
            server = listen(engine, tap, port());
            stopped = false;
            awaitOwnClient();
        }
    }

    /** Waits until the kit's own flow control is connected again. */
    private void awaitOwnClient() {
        long start = System.nanoTime();
        while (flows != null && !flows.connected()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "The agent of the test has started again at "
                                + address()
                                + ", but agent.flowControl() has not connected within "
                                + PATIENCE.toSeconds()
                                + " s");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * The clock by which buckets fill, schedulers wait, ramps climb and cached values expire.
     *
     * @return the clock, which only the test moves
     */
    public TestClock clock() {
        return clock;
    }

    /**
     * The number of flows that wait at schedulers now. A flow that waits at several counts once for
     * each.
     *
     * @return the number
     */
    public long waiting() {
        return engine.waiting();
    }

    /**
     * Waits until a number of flows wait at schedulers, before a test moves the clock.
     *
     * @param count the number of flows
     * @throws AssertionError if there are fewer after 30 seconds
     */
    public void awaitWaiting(int count) {
        if (!journal.await(patience, () -> waiting() >= count)) {
            throw new AssertionError(
                    "Expected %s waiting flows within %s s, but %s wait"
                            .formatted(count, patience.toSeconds(), waiting()));
        }
    }

    /**
     * A flow control that asks this agent, for code that gets a flow control without a container.
     *
     * @return the same instance each time; it closes with the agent
     */
    public synchronized FlowControl flowControl() {
        if (flows == null) {
            flows =
                    FlowControl.builder()
                            .agent(AgentLink.open(new AgentEndpoint(address(), true, apiKey)))
                            .timeout(TIMEOUT)
                            // Closing does not wait for flows that the test left open.
                            .shutdownTimeout(Duration.ZERO)
                            .build();
        }
        return flows;
    }

    /**
     * The flows since the test began.
     *
     * @return the flows in the order of their checks
     */
    public List<SeenFlow> flows() {
        return journal.seenFlows();
    }

    /**
     * The flows of one control point since the test began.
     *
     * @param controlPoint the control point
     * @return the flows in the order of their checks
     */
    public List<SeenFlow> flows(String controlPoint) {
        return flows().stream().filter(flow -> flow.controlPoint().equals(controlPoint)).toList();
    }

    /**
     * The spans since the test began. The application sends them within about a second of a flow's
     * end; {@link #everyFlowEndedOnce} waits for them.
     *
     * @return the spans in the order of arrival
     */
    public List<SeenSpan> spans() {
        return journal.spans();
    }

    /**
     * Waits until the agent has received a number of checks.
     *
     * @param count the number since the test began
     * @return the flows so far
     * @throws AssertionError if there are fewer after 30 seconds
     */
    public List<SeenFlow> awaitFlows(int count) {
        if (!journal.awaitFlows(count, patience)) {
            throw new AssertionError(
                    "Expected "
                            + count
                            + " flows within "
                            + patience.toSeconds()
                            + " s, but the agent has seen "
                            + flows().size());
        }
        return flows();
    }

    /**
     * Requires that every flow with a decision has ended exactly once: it has reported one span,
     * and returned its tokens once. Waits for ends that have not arrived yet.
     *
     * @return the flows, each with its outcome
     * @throws AssertionError with each flow that has not ended within 30 seconds, or ended twice
     */
    public List<SeenFlow> everyFlowEndedOnce() {
        journal.awaitEnds(patience);
        Contract.require(
                "Every flow ends exactly once",
                journal.look((flows, problems) -> Contract.ends(flows, patience)));
        return flows();
    }

    /**
     * Requires that the application keeps the contract of an agent. The checks include those of
     * Aperture's own validator, and more: {@link #everyFlowEndedOnce}; a deadline for every call;
     * the API key in every call, if the annotation has one; a control point and usable labels in
     * each check; in each span the source, status, reply and times that an agent reads; tokens
     * returned to the limiter that handed them out; cached values with a time to live.
     *
     * @throws AssertionError with all violations
     */
    public void contractKept() {
        journal.awaitEnds(patience);
        Contract.require(
                "The application keeps the contract of an Aperture agent",
                journal.look(
                        (flows, problems) -> {
                            List<String> violations = new ArrayList<>(problems);
                            violations.addAll(Contract.messages(flows, engine.tokenKeys()));
                            violations.addAll(Contract.ends(flows, patience));
                            return violations;
                        }));
    }

    /**
     * Removes all scripts, counts, cached values and recorded flows. Starts the agent if it is
     * stopped.
     */
    public void reset() {
        tap.reset();
        startAgain();
        // Limiters keep their counts for a while after their policy is gone.
        engine.replace(List.of());
        clock.advance(PAST_COUNTS);
        engine.replace(policies);
        journal.reset();
    }

    void patience(Duration patience) {
        this.patience = patience;
    }

    @Override
    public synchronized void close() {
        tap.reset();
        if (flows != null) {
            flows.close();
        }
        stop();
    }
}
