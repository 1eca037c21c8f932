package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.internal.Exhausted;
import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.internal.labels.LabelKeys;
import jakarta.enterprise.inject.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the application's {@link FlowLabelProvider} beans. A bean with a higher priority
 * comes later and replaces labels of the others.
 */
final class ProvidedLabels implements AmbientLabels {

    private static final System.Logger LOG = System.getLogger(ProvidedLabels.class.getName());

    private final PrioritizedBeans<FlowLabelProvider> providers;
    private final ProvidedKeys keys;
    private final FirstOfEach<String> warned = new FirstOfEach<>();

    /**
     * Set while providers run: they may call controlled methods, whose flows must not call them
     * again.
     */
    private final ThreadLocal<@Nullable Boolean> asking = new ThreadLocal<>();

    ProvidedLabels(Instance<FlowLabelProvider> beans) {
        providers = new PrioritizedBeans<>(beans, DeploymentTexts::failedLabelProvider);
        keys = new ProvidedKeys(providers, this::warn);
    }

    /** The keys that providers may set, compared without case; empty if they may set any key. */
    Optional<Set<String>> keys() {
        return keys.all();
    }

    @Override
    public void addTo(String controlPoint, Map<String, String> labels) {
        if (asking.get() != null) {
            return;
        }
        asking.set(true);
        try {
            List<Instance.Handle<FlowLabelProvider>> highestFirst = providers.handles();
            for (int i = highestFirst.size() - 1; i >= 0; i--) {
                labels.putAll(labels(highestFirst.get(i), controlPoint));
            }
        } finally {
            asking.remove();
        }
    }

    private Map<String, String> labels(
            Instance.Handle<FlowLabelProvider> provider, String controlPoint) {
        Map<@Nullable String, @Nullable String> provided;
        try {
            Map<String, String> returned = provider.get().labels(controlPoint);
            provided = returned == null ? null : new HashMap<>(returned);
        } catch (Throwable e) {
            Exhausted.rethrow(e);
            warn(provider, DeploymentTexts.failedLabelProvider(PrioritizedBeans.name(provider), e));
            return Map.of();
        }
        Map<String, String> usable = new HashMap<>();
        if (provided != null) {
            provided.forEach(
                    (key, value) -> {
                        if (key != null && value != null && LabelKeys.isUsable(key)) {
                            usable.put(key, value);
                        }
                    });
        }
        if (provided == null || usable.size() < provided.size()) {
            warn(provider, DeploymentTexts.uselessLabels(PrioritizedBeans.name(provider)));
        }
        Set<String> declared = usable.isEmpty() ? null : keys.of(provider);
        if (declared != null && !declared.isEmpty() && usable.keySet().retainAll(declared)) {
            warn(provider, DeploymentTexts.undeclaredLabel(PrioritizedBeans.name(provider)));
        }
        return usable;
    }

    /** Logs a message once for each provider and message id. */
    private void warn(Instance.Handle<?> provider, String message) {
        String id = message.substring(0, message.indexOf(':'));
        if (warned.is(id + PrioritizedBeans.name(provider))) {
            LOG.log(System.Logger.Level.WARNING, message);
        }
    }
}
