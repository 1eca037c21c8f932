package io.github.aperturecdi.test;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.internal.policy.PolicyLoader;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.time.Duration;
import java.util.List;
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

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 5_000_000;

    private final String address;
    private final @Nullable String apiKey;
    private final AgentControl control;
    private final Runnable release;
    private final TestClock clock;
    private @Nullable FlowControl flows;

    TestAgent(String address, @Nullable String apiKey, AgentControl control, Runnable release) {
        this.address = address;
        this.apiKey = apiKey;
        this.control = control;
        this.release = release;
        clock = new TestClock(control::advance);
    }

    /**
     * Starts an agent on a free port.
     *
     * @param policies the place of its policies, see {@link ApertureAgent#policies}; empty for none
     * @return the agent
     * @throws IllegalArgumentException if a policy cannot be read
     */
    public static TestAgent start(String policies) {
        List<Policy> loaded = load(policies, Thread.currentThread().getContextClassLoader());
        RunningAgent agent = new RunningAgent(0);
        agent.begin(loaded, null);
        return new TestAgent(agent.address(), null, agent, agent::close);
    }

    static List<Policy> load(String policies, ClassLoader loader) {
        return policies.isEmpty() ? List.of() : PolicyLoader.load(policies, loader);
    }

    /**
     * The address, in the form of {@code aperture.agent.address}.
     *
     * @return host and port
     */
    public String address() {
        return address;
    }

    int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /**
     * Scripts the decisions at a control point, in place of the policies.
     *
     * @param controlPoint the control point
     * @return the script of the control point
     */
    public ControlPointScript at(String controlPoint) {
        return new ControlPointScript(script -> control.script(controlPoint, script));
    }

    /**
     * Plays an older agent that has no FlowEnd. It answers these calls with {@code UNIMPLEMENTED},
     * and takes tokens back by spans. {@link #everyFlowEndedOnce} then requires such spans. {@link
     * #reset} ends it.
     */
    public void lacksFlowEnd() {
        control.lacksFlowEnd();
    }

    /**
     * Plays an older agent that has no caches. It answers the cache calls with {@code
     * UNIMPLEMENTED}, and checks without cached values. {@link #reset} ends it.
     */
    public void lacksCaches() {
        control.lacksCaches();
    }

    /**
     * Stops the agent, as for an update: it refuses the flows that wait, and ends all connections.
     * Has no effect on a stopped agent. A flow that has not ended by now cannot end at this agent
     * any more: {@link #everyFlowEndedOnce} does not require its end.
     */
    public void stop() {
        control.stop();
    }

    /**
     * Starts a stopped agent at the same address, like a new process: without counts, flows that
     * wait, and cached values. Scripts stay. Has no effect on a running agent. {@link #flowControl}
     * is connected afterwards; an application connects again within a few seconds.
     */
    public void startAgain() {
        control.startAgain();
        awaitOwnClient();
    }

    /** Waits until the kit's own flow control is connected again. */
    private synchronized void awaitOwnClient() {
        long start = System.nanoTime();
        while (flows != null && !flows.connected()) {
            if (System.nanoTime() - start > CONNECTION_PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "The agent of the test has started again at "
                                + address()
                                + ", but agent.flowControl() has not connected within "
                                + CONNECTION_PATIENCE.toSeconds()
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
        return control.waiting();
    }

    /**
     * Waits until a number of flows wait at schedulers, before a test moves the clock.
     *
     * @param count the number of flows
     * @throws AssertionError if there are fewer after 30 seconds
     */
    public void awaitWaiting(int count) {
        control.awaitWaiting(count);
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
        return control.flows();
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
        return control.spans();
    }

    /**
     * Waits until the agent has received a number of checks.
     *
     * @param count the number since the test began
     * @return the flows so far
     * @throws AssertionError if there are fewer after 30 seconds
     */
    public List<SeenFlow> awaitFlows(int count) {
        return control.awaitFlows(count);
    }

    /**
     * Requires that every flow with a decision has ended exactly once: it has reported one span,
     * and returned its tokens once. Waits for ends that have not arrived yet.
     *
     * @return the flows, each with its outcome
     * @throws AssertionError with each flow that has not ended within 30 seconds, or ended twice
     */
    public List<SeenFlow> everyFlowEndedOnce() {
        return control.everyFlowEndedOnce();
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
        control.contractKept();
    }

    /**
     * Removes all scripts, counts, cached values and recorded flows. Starts the agent if it is
     * stopped.
     */
    public void reset() {
        control.reset();
        awaitOwnClient();
    }

    void patience(Duration patience) {
        control.patience(patience);
    }

    @Override
    public synchronized void close() {
        if (flows != null) {
            flows.close();
        }
        release.run();
    }
}
