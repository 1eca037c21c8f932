package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.FlowControl;

/** Makes interceptors without a container. */
final class Interceptors {

    private Interceptors() {}

    static ApertureInterceptor of(FlowControl flows, ControlledMethods methods) {
        ControlledCalls calls = new ControlledCalls();
        calls.flows = flows;
        calls.methods = methods;
        return new ApertureInterceptor(calls);
    }
}
