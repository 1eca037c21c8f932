package io.github.aperturecdi.suite.war;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.event.StopContainer;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * The command that stops Open Liberty gives up after 30 seconds, and its adapter has no option for
 * it. The server goes on stopping then, or is told to once more by a signal.
 */
public class SlowStops implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Patience.class);
    }

    /** Waits until the server has ended where its adapter has given up. */
    public static class Patience {

        /** Around the stop itself. */
        public void stop(@Observes EventContext<StopContainer> stop) throws Exception {
            try {
                stop.proceed();
            } catch (Exception e) {
                if (!(e instanceof LifecycleException)
                        && !(e.getCause() instanceof LifecycleException)) {
                    throw e;
                }
                System.out.println("The server takes its time to stop: " + e);
                List<ProcessHandle> server = ProcessHandle.current().descendants().toList();
                server.forEach(ProcessHandle::destroy);
                for (ProcessHandle each : server) {
                    each.onExit().get(10, TimeUnit.MINUTES);
                }
            }
        }
    }
}
