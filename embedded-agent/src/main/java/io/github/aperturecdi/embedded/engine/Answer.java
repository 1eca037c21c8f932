package io.github.aperturecdi.embedded.engine;

/** What an engine says to a flow: its outcome, or that the flow waits for it. */
public sealed interface Answer permits Outcome, WaitingFlow {}
