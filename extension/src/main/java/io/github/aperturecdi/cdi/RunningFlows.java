package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.FlowControl;
import java.io.Serial;
import java.io.Serializable;

/**
 * Holds the only flow control of an application for the application's lifetime. Applications inject
 * the flow control itself, as a dependent object. A passivated bean may hold a dependent object,
 * but no object of the scope {@link jakarta.inject.Singleton}.
 *
 * @param control the flow control
 */
public record RunningFlows(FlowControl control) {

    /**
     * Replaces the flow control in a passivated bean.
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
