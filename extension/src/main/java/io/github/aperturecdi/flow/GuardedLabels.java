package io.github.aperturecdi.flow;

import io.github.aperturecdi.internal.Exhausted;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Labels of a source that may break its contract. A null is left out. If the source fails, the flow
 * keeps the labels that were added before. The log reports this once, without any value.
 */
final class GuardedLabels implements AmbientLabels {

    private static final System.Logger LOG = System.getLogger(GuardedLabels.class.getName());

    private final AmbientLabels labels;
    private final AtomicBoolean told = new AtomicBoolean();

    private GuardedLabels(AmbientLabels labels) {
        this.labels = labels;
    }

    static AmbientLabels of(AmbientLabels labels) {
        return labels == NONE ? NONE : new GuardedLabels(labels);
    }

    @Override
    public void addTo(String controlPoint, Map<String, String> all) {
        try {
            labels.addTo(controlPoint, all);
        } catch (Throwable e) {
            Exhausted.rethrow(e);
            // Code in Kotlin, for instance, may throw a checked exception without declaring it.
            tell("threw " + e.getClass().getName());
        }
        if (all.keySet().removeIf(Objects::isNull) | all.values().removeIf(Objects::isNull)) {
            tell("returned null");
        }
    }

    private void tell(String what) {
        if (told.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, FlowTexts.badLabels(labels.getClass(), what));
        }
    }
}
