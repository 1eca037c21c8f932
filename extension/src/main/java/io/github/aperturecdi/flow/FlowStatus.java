package io.github.aperturecdi.flow;

/** The outcome of a flow's work, as it is reported to agents. */
public enum FlowStatus {
    /** The work returned or completed. */
    OK,
    /** The work threw or failed. */
    ERROR,
    /** The work did not run, or was cancelled, so its duration does not count. */
    UNSET
}
