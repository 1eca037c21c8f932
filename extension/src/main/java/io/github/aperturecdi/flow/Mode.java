package io.github.aperturecdi.flow;

/** How an agent's decision applies. */
public enum Mode {
    /** A flow that the agent refuses does not run. */
    ENFORCE,
    /** The agent decides, but every flow runs. Flows that would have been refused are counted. */
    SHADOW,
    /** No check is sent, and every flow runs. */
    OFF
}
