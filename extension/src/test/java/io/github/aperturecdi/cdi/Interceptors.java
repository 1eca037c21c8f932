package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.internal.refusal.RejectionMappers;

/** Makes interceptors without a container. */
final class Interceptors {

    private Interceptors() {}

    /** Without mappers of the application. */
    static ApertureInterceptor of(FlowControl flows) {
        return of(
                flows,
                new ControlledMethods(
                        Interceptors.class.getClassLoader(),
                        RejectionMappers.NONE,
                        new DeployedMethods()));
    }

    static ApertureInterceptor of(FlowControl flows, ControlledMethods methods) {
        ControlledCalls calls = new ControlledCalls();
        calls.flows = flows;
        calls.methods = methods;
        return new ApertureInterceptor(calls);
    }
}
