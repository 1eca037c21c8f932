package io.github.aperturecdi.flow;

/** How a flow's work went, as agents are told. */
public enum FlowStatus {
    /** It returned or completed. */
    OK,
    /** It threw or failed. */
    ERROR,
    /** It did not run, or was cancelled: its time says nothing about the service. */
    UNSET
}
