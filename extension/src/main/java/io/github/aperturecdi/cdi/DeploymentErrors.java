package io.github.aperturecdi.cdi;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects errors, each once, so that one start reports all of them. */
final class DeploymentErrors {

    private final Set<String> found = new LinkedHashSet<>();

    void add(String error) {
        found.add(error);
    }

    /** The result of a part; null if the part failed. */
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

    /**
     * All errors in one text. The first error stands in the first line, as some logs show one line
     * only.
     */
    String text() {
        return String.join("\n", found);
    }

    void throwAll() {
        if (!isEmpty()) {
            throw new IllegalArgumentException(text());
        }
    }
}
