package io.github.aperturecdi.internal.outcome;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.services.Services;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All libraries that the application may answer HTTP with. */
public final class HttpOutcomes {

    private final List<HttpOutcome> libraries;

    /**
     * Finds the libraries.
     *
     * @param loader the application's class loader
     */
    public HttpOutcomes(ClassLoader loader) {
        libraries = Services.load(HttpOutcome.class, loader);
    }

    /**
     * Notes the status that a flow's work answers with, unless the work has said so itself.
     *
     * @param flow the flow, not yet ended
     * @param outcome what its work returned or threw
     */
    public void note(Flow flow, @Nullable Object outcome) {
        if (outcome == null) {
            return;
        }
        for (HttpOutcome library : libraries) {
            int status = statusOf(library, outcome);
            if (status != 0) {
                flow.observedHttpStatus(status);
                return;
            }
        }
    }

    /** The status in an outcome. An error here must not become the outcome of the call. */
    private static int statusOf(HttpOutcome library, Object outcome) {
        try {
            return library.statusOf(outcome);
        } catch (Throwable e) {
            return 0;
        }
    }
}
