package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.FlowRequest;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Opens a link and asks once, in an application of its own. */
public final class Opening implements Callable<String> {

    private final String address;

    /** Called by its name. */
    public Opening(String address) {
        this.address = address;
    }

    @Override
    public String call() {
        try (AgentLink link = AgentLink.open(new AgentEndpoint(address, true, null))) {
            return link.check(FlowRequest.at("checkout").build(), Duration.ofSeconds(20))
                    .type()
                    .name();
        } catch (RuntimeException | Error e) {
            return e.toString();
        }
    }

    /** In a JVM of its own. */
    public static void main(String[] arguments) {
        System.out.println(new Opening(arguments[0]).call());
        System.exit(0);
    }
}
