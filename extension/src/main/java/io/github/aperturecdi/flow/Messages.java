package io.github.aperturecdi.flow;

import java.time.Duration;

/**
 * Every text that this library says to people, each with an id to search for. An error says what,
 * where, which value, and the remedy; secrets and label values are in none of them.
 *
 * <p>Not meant for applications.
 */
public final class Messages {

    private Messages() {}

    /**
     * @return a control point is blank
     */
    public static String blankControlPoint() {
        return "APERTURE-001: The control point of a flow is blank. Policies select flows by this name, so an agent"
                + " would admit every such flow. Name it.";
    }

    static Duration requirePositive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "APERTURE-002: A decision's timeout of "
                            + timeout
                            + " is not positive: no agent could answer in it. Give it a time such as 200ms.");
        }
        return timeout;
    }

    static String requireCacheKey(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException(
                    "APERTURE-008: A cache key is empty, and an agent skips such a key in silence. Give it a name.");
        }
        return key;
    }

    static Duration requireTimeToLive(Duration timeToLive) {
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException(
                    "APERTURE-009: A cached value's time to live of "
                            + timeToLive
                            + " is not positive; an agent would take 0 for 7 days. Give it a time such as 10m.");
        }
        return timeToLive;
    }

    /**
     * @return a flow was asked for where there is none
     */
    static String noCurrentFlow() {
        return "APERTURE-010: There is no flow on this thread. Flow.current() is for the body of a controlled method, on"
                + " the thread that runs it.";
    }

    /**
     * @return no result key
     */
    static String noResultCacheKey(String controlPoint) {
        return "APERTURE-011: The flow at control point '"
                + controlPoint
                + "' has no result cache key. Give its request one with resultCacheKey().";
    }

    /**
     * @return a configuration value that cannot be used; never call it with a secret
     */
    public static String badConfigurationValue(
            String key, String value, String problem, String remedy) {
        return "APERTURE-003: The configuration key "
                + key
                + " has the value '"
                + value
                + "', which "
                + problem
                + ". "
                + remedy;
    }

    /**
     * @return several errors of one start as one text, the first of them first: some logs show one
     *     line
     */
    public static String all(Iterable<String> errors) {
        return String.join("\n", errors);
    }

    /**
     * @return the embedded agent is configured, and its jar is not there
     */
    public static String noEmbeddedAgent(String key) {
        return "APERTURE-004: The configuration key "
                + key
                + " asks for the embedded agent, and there is none on the"
                + " class path. Add the dependency io.github.aperture-cdi:aperture-cdi-embedded-agent, or set the"
                + " key to the host:port of an agent.";
    }

    /**
     * @return a label without a key and without a parameter name
     */
    public static String unnamedLabel(Object method, int parameter) {
        return "APERTURE-005: Parameter "
                + (parameter + 1)
                + " of "
                + method
                + " has @FlowLabel without a key, and the"
                + " class file has no parameter names. Give the annotation a key, or compile with -parameters.";
    }

    /**
     * @return a timeout of the annotation that is no duration
     */
    public static String badTimeout(Object method, String value, String problem) {
        return "APERTURE-006: @ApertureControlled of "
                + method
                + " has the timeout '"
                + value
                + "', which "
                + problem
                + ". Write it as 200ms, 2s or PT0.2S.";
    }

    /**
     * @return two parameters with one label key
     */
    public static String duplicateLabel(Object method, String key) {
        return "APERTURE-007: Two parameters of "
                + method
                + " have the label key '"
                + key
                + "', and only one value can be sent. Give one of them another key.";
    }

    /**
     * @return the start-up line for an agent elsewhere
     */
    public static String usingAgent(String address, String security) {
        return "APERTURE-100: Flow control by the Aperture agent at "
                + address
                + " ("
                + security
                + ").";
    }

    /**
     * @return the start-up line for the embedded agent
     */
    public static String usingEmbeddedAgent(String policies) {
        return "APERTURE-101: Flow control by the embedded Aperture agent with the policies of "
                + policies
                + ". Its limits are per JVM: each instance of the application counts by itself.";
    }

    /**
     * @return the start-up line when disabled
     */
    public static String disabled(String key) {
        return "APERTURE-102: Flow control is off (" + key + "=false): every call runs.";
    }

    /**
     * @return the agent cannot be reached any more
     */
    public static String agentLost(String address, String cause) {
        return "APERTURE-103: The Aperture agent at "
                + address
                + " cannot be reached ("
                + cause
                + "). Flows are decided by aperture.on-unreachable until it answers again.";
    }

    /**
     * @return the agent answers again
     */
    public static String agentBack(String address) {
        return "APERTURE-104: The Aperture agent at " + address + " answers again.";
    }

    /**
     * @return a Unix socket without the transport that has them
     */
    public static String noUnixSockets(String address) {
        return "APERTURE-040: The Aperture agent's address is "
                + address
                + ", and gRPC's OkHttp transport, which can reach"
                + " it, is not on the class path. Add io.grpc:grpc-okhttp, or set aperture.agent.address to host:port.";
    }
}
