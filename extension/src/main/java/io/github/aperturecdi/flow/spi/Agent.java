package io.github.aperturecdi.flow.spi;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.PolicyStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The seam to an Aperture agent, in the core's own words. Behind it stands either the link to an
 * agent elsewhere or one inside this JVM; both keep the same promises.
 */
public interface Agent extends AutoCloseable {

    /**
     * Asks whether a flow may run. Waits no longer than the timeout plus a small constant.
     *
     * <p>A caller that gives up meanwhile, such as a gRPC call that is cancelled, is no agent that
     * is away: it gets {@link Decision#callerGone}. One that had given up before is left aside.
     *
     * @param request what is asked
     * @param timeout how long the decision may take, positive
     * @return the decision; {@link Decision#unreachable} when there was none in time. Never throws
     *     for anything that the agent or the network does.
     */
    Decision check(FlowRequest request, Duration timeout);

    /**
     * As {@link #check}, without waiting for the decision.
     *
     * @param request what is asked
     * @param timeout how long the decision may take, positive
     * @return the decision, on a thread of the agent's choice; never completed exceptionally,
     *     except by its own cancellation, which cancels the check
     */
    CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout);

    /**
     * Whether {@link #check} may wait. What must not wait, such as an event loop, does not call it
     * then.
     *
     * @return false for an agent that decides on the spot
     */
    boolean blocks();

    /**
     * Whether {@link #check} may wait at a control point.
     *
     * @param controlPoint the control point
     * @return false where the agent decides on the spot
     */
    default boolean blocks(String controlPoint) {
        return blocks();
    }

    /**
     * The labels whose values its policies read as numbers of tokens, as far as it knows its
     * policies. Clients never set them. They may change with the policies.
     *
     * @return their keys, without waiting; none for an agent elsewhere
     */
    default Set<String> tokenKeys() {
        return Set.of();
    }

    /**
     * Takes the end of a flow: gives back what its decision handed out, and reports it. Returns at
     * once, and never throws; a failure is the agent's to notice.
     *
     * @param flow the flow
     */
    void end(EndedFlow flow);

    /**
     * Reads a value from the agent's cache, within the bound of the agent's own calls.
     *
     * @param key where it is
     * @return what is there; never completed exceptionally
     */
    CompletableFuture<CacheLookup> cacheGet(CacheKey key);

    /**
     * Stores a value in the agent's cache.
     *
     * @param key where
     * @param value what
     * @param timeToLive for how long, positive, kept to the nanosecond
     * @return what became of it; never completed exceptionally
     */
    CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration timeToLive);

    /**
     * Removes a value from the agent's cache.
     *
     * @param key where it is
     * @return what became of it; never completed exceptionally
     */
    CompletableFuture<CacheUpdate> cacheDelete(CacheKey key);

    /**
     * Whether a check now would be made and reach the agent: the connection stands, and the agent
     * answers, or is about to be asked whether it does again. May start to connect when not.
     *
     * @return the state, without waiting
     */
    boolean connected();

    /**
     * Where it is, for people.
     *
     * @return an address; {@code embedded} for an agent inside this JVM
     */
    default String address() {
        return "embedded";
    }

    /**
     * How many ended flows it did not get to hear of by their span.
     *
     * @return the number so far
     */
    default long droppedTelemetry() {
        return 0;
    }

    /**
     * How many ended flows wait for it to take back what they held.
     *
     * @return the number now
     */
    default long pendingEnds() {
        return 0;
    }

    /**
     * How many times it counted flows of several label values together, as it keeps a bounded
     * number of them apart.
     *
     * @return the number so far; 0 for an agent that does not say
     */
    default long countedTogether() {
        return 0;
    }

    /**
     * The policies that it enforces now, as far as it knows them.
     *
     * @return the policies; none for an agent elsewhere
     */
    default List<PolicyStatus> policies() {
        return List.of();
    }

    /**
     * Ends what is under way within a bound of a few seconds, and releases every thread and
     * connection.
     */
    @Override
    void close();
}
