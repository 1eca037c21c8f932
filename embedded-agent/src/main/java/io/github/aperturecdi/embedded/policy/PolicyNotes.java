package io.github.aperturecdi.embedded.policy;

import java.util.ArrayList;
import java.util.List;

/** What is worth a line in the log, but no error, about one policy. */
final class PolicyNotes {

    private static final System.Logger LOG = System.getLogger(PolicyLoader.class.getName());

    private record Service(int line, String name) {}

    private final List<String> inert = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();

    /** The policy has a part that this agent does not act on. */
    void inert(String part, int line) {
        inert.add(part + " (line " + line + ")");
    }

    void serviceNeverMatches(int line, String service) {
        services.add(new Service(line, service));
    }

    void log(String policy, String file) {
        if (!inert.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, PolicyTexts.inert(policy, file, inert));
        }
        for (Service service : services) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    PolicyTexts.serviceNeverMatches(policy, file, service.line(), service.name()));
        }
    }
}
