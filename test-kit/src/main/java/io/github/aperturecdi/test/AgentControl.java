package io.github.aperturecdi.test;

import java.time.Duration;
import java.util.List;

/**
 * What a test asks of its agent, as {@link TestAgent} describes it. The agent runs in this JVM or
 * in another one. Each method has a name of its own, arguments and a result that can be serialized.
 */
interface AgentControl extends AutoCloseable {

    void script(String controlPoint, Script script);

    void lacksFlowEnd();

    void lacksCaches();

    void stop();

    void startAgain();

    void advance(Duration time);

    long waiting();

    void awaitWaiting(int count);

    List<SeenFlow> flows();

    List<SeenSpan> spans();

    List<SeenFlow> awaitFlows(int count);

    List<SeenFlow> everyFlowEndedOnce();

    void contractKept();

    void reset();

    void patience(Duration patience);

    @Override
    void close();
}
