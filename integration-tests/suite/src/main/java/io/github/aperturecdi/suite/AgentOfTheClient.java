package io.github.aperturecdi.suite;

import io.github.aperturecdi.testing.ScriptedAgent;

/** Only the client loads it: the WAR has no gRPC for it. */
final class AgentOfTheClient {

    static final ScriptedAgent AGENT = ScriptedAgent.start();

    private AgentOfTheClient() {}
}
