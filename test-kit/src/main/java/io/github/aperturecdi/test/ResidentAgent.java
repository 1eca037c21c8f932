package io.github.aperturecdi.test;

import org.jspecify.annotations.Nullable;

/**
 * The agent of all test classes of this JVM. It listens between classes too, where it admits every
 * flow: an application that outlives a class, as one of {@code @QuarkusTest} does, stays connected.
 *
 * @param agent the agent
 * @param controlPort the port by which another JVM or class loader uses the agent
 */
record ResidentAgent(RunningAgent agent, ControlPort controlPort) {

    /** The system property with the agent's port. A later agent of the JVM uses it again. */
    private static final String PORT = "io.github.aperturecdi.test.port";

    /** The system property with the control port of the agent that runs. */
    private static final String CONTROL_PORT = "io.github.aperturecdi.test.control-port";

    private static @Nullable ResidentAgent resident;

    /**
     * The agent at a port. Another agent of this JVM stops first. It may belong to another copy of
     * this class, as Quarkus loads the tests of each application in a class loader of their own.
     *
     * @param port the port; 0 for the port of the last agent, or a free one
     */
    static synchronized ResidentAgent at(int port) {
        ResidentAgent last = resident;
        Integer runs = Integer.getInteger(CONTROL_PORT);
        if (last != null
                && runs != null
                && runs == last.controlPort.number()
                && (port == 0 || port == last.agent.port())) {
            return last;
        }
        if (runs != null) {
            System.clearProperty(CONTROL_PORT);
            ControlPort.connect(runs).close();
        }
        RunningAgent agent = new RunningAgent(port == 0 ? Integer.getInteger(PORT, 0) : port);
        ResidentAgent next = new ResidentAgent(agent, ControlPort.open(agent));
        System.setProperty(PORT, Integer.toString(agent.port()));
        System.setProperty(CONTROL_PORT, Integer.toString(next.controlPort.number()));
        resident = next;
        return next;
    }
}
