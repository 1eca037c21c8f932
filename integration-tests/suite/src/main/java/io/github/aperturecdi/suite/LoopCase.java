package io.github.aperturecdi.suite;

/** What becomes of a call on an event loop. */
public enum LoopCase {
    /** It is decided when the agent is released, and ends at once. */
    WAITING,
    /** It is decided at once, and never ends. */
    ENDLESS,
    /** It is never decided. */
    UNDECIDED,
    /** It is refused. */
    REFUSED
}
