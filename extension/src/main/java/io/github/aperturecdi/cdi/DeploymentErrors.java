package io.github.aperturecdi.cdi;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that one start reports all of it. Each thing is said once. */
final class DeploymentErrors {

    private final Set<String> found = new LinkedHashSet<>();

    void add(String error) {
        found.add(error);
    }

    /** Null when it failed. */
    <T> @Nullable T get(Supplier<@Nullable T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            found.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    void run(Runnable part) {
        get(
                () -> {
                    part.run();
                    return null;
                });
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In one text, the first of them first: some logs show one line only. */
    String text() {
        return String.join("\n", found);
    }

    void throwAll() {
        if (!isEmpty()) {
            throw new IllegalArgumentException(text());
        }
    }
}
