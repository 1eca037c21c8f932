package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowLabelProvider;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The keys of the labels that each {@link FlowLabelProvider} may set. */
final class ProvidedKeys {

    private final PrioritizedBeans<FlowLabelProvider> providers;
    private final BiConsumer<Instance.Handle<?>, String> warn;
    private final Map<Instance.Handle<?>, Set<String>> declared = new ConcurrentHashMap<>();
    private volatile @Nullable Optional<Set<String>> all;

    ProvidedKeys(
            PrioritizedBeans<FlowLabelProvider> providers,
            BiConsumer<Instance.Handle<?>, String> warn) {
        this.providers = providers;
        this.warn = warn;
    }

    /**
     * The keys of all providers, compared without case; empty if a provider may set any key or
     * cannot tell its keys now.
     */
    Optional<Set<String>> all() {
        Optional<Set<String>> known = all;
        return known != null ? known : read();
    }

    private Optional<Set<String>> read() {
        Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        boolean complete = true;
        for (Instance.Handle<FlowLabelProvider> provider : providers.handles()) {
            Set<String> of = of(provider);
            if (of == null) {
                // The next flow tries again.
                return Optional.empty();
            }
            if (of.isEmpty()) {
                warn.accept(
                        provider, DeploymentTexts.undeclaredKeys(PrioritizedBeans.name(provider)));
                complete = false;
            }
            keys.addAll(of);
        }
        Optional<Set<String>> read = complete ? Optional.of(keys) : Optional.empty();
        all = read;
        return read;
    }

    /**
     * The keys of one provider; an empty set if it may set any key, null if it cannot tell them
     * now.
     */
    @Nullable Set<String> of(Instance.Handle<FlowLabelProvider> provider) {
        Set<String> known = declared.get(provider);
        if (known != null) {
            return known;
        }
        Throwable failure = null;
        try {
            Set<String> keys = provider.get().keys();
            if (keys != null) {
                Set<String> copy = Set.copyOf(keys);
                declared.put(provider, copy);
                return copy;
            }
        } catch (Throwable e) {
            failure = e;
        }
        warn.accept(provider, DeploymentTexts.failedKeys(PrioritizedBeans.name(provider), failure));
        return null;
    }
}
