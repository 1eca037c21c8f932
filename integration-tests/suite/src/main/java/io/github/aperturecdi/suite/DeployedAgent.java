package io.github.aperturecdi.suite;

import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The scripted agent of one deployment: started by the first look at the configuration, in the
 * class loader of the application, and ended with it.
 */
@Dependent
class DeployedAgent {

    private static ScriptedAgent current;

    static synchronized ScriptedAgent current() {
        if (current == null) {
            current = ScriptedAgent.start();
        }
        return current;
    }

    /**
     * As {@link #current()}, without what earlier tests left. For the bodies of tests: Arquillian
     * runs no {@code BeforeEach} in the container, and a test's fields are made on the client too.
     */
    static ScriptedAgent fresh() {
        ScriptedAgent agent = current();
        agent.reset();
        return agent;
    }

    private static synchronized void end() {
        current.close();
        // On Weld the next deployment shares this class.
        current = null;
    }

    /** A singleton, as Weld and ArC destroy them last. */
    @Produces
    @Singleton
    static ScriptedAgent agent() {
        return current();
    }

    /** The second parameter does the work: only a singleton that was made is disposed of. */
    static void begin(@Observes Startup startup, ScriptedAgent agent) {}

    static void end(@Disposes ScriptedAgent agent) {
        end();
    }
}
