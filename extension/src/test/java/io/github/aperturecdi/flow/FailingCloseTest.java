package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.testing.StubAgent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flow control closes its settings, its agent and its observers. */
class FailingCloseTest {

    private final StubAgent agent = new StubAgent();

    /** Each is closed once, whichever of the others fails. */
    @ParameterizedTest
    @ValueSource(strings = {"settings", "agent"})
    void what_fails_at_the_close_leaves_nothing_else_open(String failing) {
        List<String> closed = new ArrayList<>();
        FlowSettings settings =
                new FlowSettings() {
                    @Override
                    public ControlPointSettings at(String controlPoint) {
                        return ControlPointSettings.DEFAULT;
                    }

                    @Override
                    public void close() {
                        if (failing.equals("settings")) {
                            throw new IllegalStateException("settings");
                        }
                    }
                };
        FlowObserver observer =
                new FlowObserver() {
                    @Override
                    public Observation asking(String controlPoint) {
                        return Observation.NONE;
                    }

                    @Override
                    public void close() {
                        closed.add("observer");
                    }
                };
        agent.whileClosing =
                () -> {
                    closed.add("agent");
                    if (failing.equals("agent")) {
                        throw new IllegalStateException("agent");
                    }
                };
        FlowControl flows =
                FlowControl.builder().agent(agent).settings(settings).observer(observer).build();
        assertThatThrownBy(flows::close).hasMessage(failing);
        assertThat(closed).containsExactly("agent", "observer");
    }
}
