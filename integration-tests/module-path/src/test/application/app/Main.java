package app;

import io.github.aperturecdi.embedded.AgentServer;
import io.github.aperturecdi.embedded.EmbeddedAgents;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.policy.PolicyLoader;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.time.Duration;

/** Asks for two flows under a limit of one, in the JVM and over gRPC, and prints the decisions. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        System.out.println("module " + FlowControl.class.getModule().getName());
        ClassLoader loader = Main.class.getClassLoader();
        System.out.println("embedded " + decisions(new EmbeddedAgents().open(args[0], loader)));
        Engine engine = new Engine(PolicyLoader.load(args[0], loader), System::nanoTime);
        try (AgentServer server = AgentServer.start(engine, 0)) {
            AgentEndpoint endpoint = new AgentEndpoint(server.target(), true, null);
            System.out.println("network " + decisions(AgentLink.open(endpoint)));
        }
    }

    private static String decisions(Agent agent) {
        try (FlowControl flows =
                FlowControl.builder().agent(agent).timeout(Duration.ofMinutes(1)).build()) {
            return decision(flows) + ", " + decision(flows);
        }
    }

    private static String decision(FlowControl flows) {
        try (Flow flow = flows.start(FlowRequest.at("checkout").build())) {
            return flow.decision().type() + (flow.shouldRun() ? " runs" : " is refused");
        }
    }
}
