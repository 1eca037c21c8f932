package io.github.aperturecdi.alljar;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.FlowControl;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.Closeable;
import java.util.function.Function;

/**
 * An application in Weld SE. A test starts it in a class loader of its own, and sees it as a
 * function from a command to what came of it.
 */
public final class Application implements Function<String, String>, Closeable {

    private final SeContainer container = SeContainerInitializer.newInstance().initialize();

    /** Starts. */
    public Application() {}

    @Override
    public String apply(String command) {
        int space = command.indexOf(' ');
        String subject = command.substring(space + 1);
        return switch (command.substring(0, space)) {
            case "order" -> order(subject);
            case "order-later" ->
                    container
                            .select(Shop.class)
                            .get()
                            .orderLater(subject)
                            .toCompletableFuture()
                            .handle((ordered, refusal) -> refusal == null ? ordered : "refused")
                            .join();
            case "connected-to" ->
                    subject + "=" + container.select(FlowControl.class).get().connected();
            case "own-libraries" -> OwnLibraries.greet(subject);
            default -> throw new IllegalArgumentException(command);
        };
    }

    private String order(String user) {
        try {
            return container.select(Shop.class).get().order(user);
        } catch (FlowRejectedException e) {
            return "%d %s by %s".formatted(e.httpStatus(), e.reason(), e.violatedPolicies());
        }
    }

    @Override
    public void close() {
        container.close();
    }
}
