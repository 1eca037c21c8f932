package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.FlowControl;
import java.io.Serial;
import java.io.Serializable;

/**
 * Holds the one flow control of an application, for its lifetime. What is injected is the flow
 * control itself, as a dependent object: beans that are passivated may have that, but no object of
 * {@link jakarta.inject.Singleton}.
 *
 * @param control the flow control
 */
public record RunningFlows(FlowControl control) {

    /**
     * What a passivated bean has in place of its flow control.
     *
     * @param calls the container's proxy, which finds the application again
     */
    @SuppressWarnings("serial") // The container's proxy is serializable.
    record Passivated(ControlledCalls calls) implements Serializable {

        @Serial
        private Object readResolve() {
            return calls.flows();
        }
    }
}
