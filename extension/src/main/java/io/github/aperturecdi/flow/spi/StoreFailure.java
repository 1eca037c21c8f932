package io.github.aperturecdi.flow.spi;

/** What limiters of the embedded agent do while their shared store cannot be asked. */
public enum StoreFailure {
    /**
     * They count in this JVM by the same policy. They start from what was last known, and each
     * instance admits as much as the policy says.
     */
    LOCAL,
    /** They admit every flow. */
    ADMIT,
    /** They refuse every flow. */
    REJECT
}
