package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.List;

/**
 * The seam to an Aperture agent, in the core's own words. Behind it stands either the link to an
 * agent elsewhere or one inside this JVM; both keep the same promises.
 */
public interface Agent extends AutoCloseable {

    /**
     * Asks whether a flow may run. Waits no longer than the timeout plus a small constant.
     *
     * @param request what is asked
     * @param timeout how long the decision may take, positive
     * @return the decision; {@link Decision#unreachable} when there was none in time. Never throws
     *     for anything that the agent or the network does.
     */
    Decision check(FlowRequest request, Duration timeout);

    /**
     * Gives back what an admission handed out. Returns at once, and never throws; a failure is the
     * agent's to notice ({@code max_inflight_duration}).
     *
     * @param controlPoint where the flow asked
     * @param tokens what it holds, not empty
     */
    void end(String controlPoint, List<InflightToken> tokens);

    /**
     * Whether a check now would reach the agent. May start to connect when it would not.
     *
     * @return the state, without waiting
     */
    boolean connected();

    /**
     * Ends what is under way within a bound of a few seconds, and releases every thread and
     * connection.
     */
    @Override
    void close();
}
