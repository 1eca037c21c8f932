package io.github.aperturecdi.flow;

/** How far an agent's word counts. */
public enum Mode {
    /** What the agent refuses does not run. */
    ENFORCE,
    /** The agent is asked, and everything runs: what it would have refused is counted. */
    SHADOW,
    /** The agent is not asked. */
    OFF
}
