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
import org.jspecify.annotations.Nullable;

/**
 * The interface of an Aperture agent, in the core's own terms. One implementation is the link to an
 * agent in another process, the other is an agent inside this JVM. Both follow the same contract.
 */
public interface Agent extends AutoCloseable {

    /**
     * The store in which an agent inside this JVM counts together with those of other instances.
     *
     * @return its kind and address, without user and password; null if it counts in this JVM, and
     *     for an agent elsewhere
     */
    default @Nullable String store() {
        return null;
    }

    /**
     * Decides whether a flow may run. Waits no longer than the timeout plus a small constant.
     *
     * <p>A caller that gives up during the check, such as a gRPC call that is cancelled, gets
     * {@link Decision#callerGone} instead of {@link Decision#unreachable}. A caller that had given
     * up before the check has no effect.
     *
     * @param request the request
     * @param timeout how long the decision may take, positive
     * @return the decision; {@link Decision#unreachable} if there was none in time. Never throws
     *     because of the agent or the network.
     */
    Decision check(FlowRequest request, Duration timeout);

    /**
     * Does what {@link #check} does, without waiting for the decision.
     *
     * @param request the request
     * @param timeout how long the decision may take, positive
     * @return the decision, on a thread of the agent's choice; never completed exceptionally,
     *     except by its own cancellation, which cancels the check
     */
    CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout);

    /**
     * Whether {@link #check} may wait. If so, a thread that must not wait, such as an event loop,
     * does not call it.
     *
     * @return false for an agent that decides at once
     */
    boolean blocks();

    /**
     * Whether {@link #check} may wait at a control point.
     *
     * @param controlPoint the control point
     * @return false if the agent decides there without waiting
     */
    default boolean blocks(String controlPoint) {
        return blocks();
    }

    /**
     * The labels whose values the agent's policies read as numbers of tokens. Clients never set
     * them. The keys may change with the policies.
     *
     * @return their keys, without waiting; empty for an agent that does not know its policies here,
     *     such as one in another process
     */
    default Set<String> tokenKeys() {
        return Set.of();
    }

    /**
     * Ends a flow: returns the tokens of its decision and reports the flow. Returns at once and
     * never throws; the agent itself handles failures.
     *
     * @param flow the flow
     */
    void end(EndedFlow flow);

    /**
     * Reads a value from the agent's cache, with the time limit of the agent's own calls.
     *
     * @param key the key
     * @return the result; never completed exceptionally
     */
    CompletableFuture<CacheLookup> cacheGet(CacheKey key);

    /**
     * Stores a value in the agent's cache.
     *
     * @param key the key
     * @param value the value
     * @param timeToLive the time to live, positive, with a resolution of nanoseconds
     * @return the outcome; never completed exceptionally
     */
    CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration timeToLive);

    /**
     * Removes a value from the agent's cache.
     *
     * @param key the key
     * @return the outcome; never completed exceptionally
     */
    CompletableFuture<CacheUpdate> cacheDelete(CacheKey key);

    /**
     * Whether a check would reach the agent now: there is a connection, and the agent answers or is
     * about to be probed. May start to connect if there is no connection.
     *
     * @return the state, without waiting
     */
    boolean connected();

    /**
     * The place of the agent, for messages.
     *
     * @return an address; {@code embedded} for an agent inside this JVM
     */
    default String address() {
        return "embedded";
    }

    /**
     * The number of ended flows whose span the agent did not get.
     *
     * @return the number so far
     */
    default long droppedTelemetry() {
        return 0;
    }

    /**
     * The number of ended flows whose tokens the agent has not taken back yet.
     *
     * @return the number now
     */
    default long pendingEnds() {
        return 0;
    }

    /**
     * How many times the agent counted flows of several label values together, as it counts only a
     * bounded number of values separately.
     *
     * @return the number so far; 0 for an agent that does not report it
     */
    default long countedTogether() {
        return 0;
    }

    /**
     * The policies that the agent enforces now.
     *
     * @return the policies; empty for an agent that does not know them here
     */
    default List<PolicyStatus> policies() {
        return List.of();
    }

    /** Ends all calls within a few seconds, and releases every thread and connection. */
    @Override
    void close();
}
