package io.github.aperturecdi.embedded.internal.engine;

/** An engine's answer to a flow: its outcome, or a waiting flow that gets its outcome later. */
public sealed interface Answer permits Outcome, WaitingFlow {}
