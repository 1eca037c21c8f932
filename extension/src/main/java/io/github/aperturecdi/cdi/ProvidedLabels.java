package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.labels.LabelKeys;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The application's {@link FlowLabelProvider} beans, by ascending priority. */
final class ProvidedLabels implements AmbientLabels {

    private static final System.Logger LOG = System.getLogger(ProvidedLabels.class.getName());

    private final Instance<FlowLabelProvider> beans;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** A provider may call controlled methods, whose flows must not ask it again. */
    private final ThreadLocal<@Nullable Boolean> asking = new ThreadLocal<>();

    /** Each handle keeps its instance, so a dependent one is made once and not for every flow. */
    private volatile @Nullable List<? extends Instance.Handle<FlowLabelProvider>> providers;

    private ProvidedLabels(Instance<FlowLabelProvider> beans) {
        this.beans = beans;
    }

    static AmbientLabels of(Instance<FlowLabelProvider> beans) {
        return beans.isUnsatisfied() ? NONE : new ProvidedLabels(beans);
    }

    /** Looked up by the first flow: a provider may need what is made together with this. */
    private List<? extends Instance.Handle<FlowLabelProvider>> providers() {
        List<? extends Instance.Handle<FlowLabelProvider>> found = providers;
        if (found == null) {
            found =
                    StreamSupport.stream(beans.handles().spliterator(), false)
                            .sorted(
                                    Comparator.comparingInt(ProvidedLabels::priority)
                                            .thenComparing(ProvidedLabels::name))
                            .toList();
            providers = found;
        }
        return found;
    }

    private static int priority(Instance.Handle<?> provider) {
        Bean<?> bean = provider.getBean();
        if (bean instanceof Prioritized prioritized) {
            return prioritized.getPriority();
        }
        Priority priority = bean.getBeanClass().getAnnotation(Priority.class);
        return priority == null ? 0 : priority.value();
    }

    private static String name(Instance.Handle<?> provider) {
        return provider.getBean().getBeanClass().getName();
    }

    @Override
    public void addTo(String controlPoint, Map<String, String> labels) {
        if (asking.get() != null) {
            return;
        }
        asking.set(true);
        try {
            for (Instance.Handle<FlowLabelProvider> provider : providers()) {
                labels.putAll(labels(provider, controlPoint));
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
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            warn(provider, Messages.failedLabelProvider(name(provider), e));
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
            warn(provider, Messages.uselessLabels(name(provider)));
        }
        return usable;
    }

    private void warn(Instance.Handle<?> provider, String message) {
        if (warned.add(name(provider))) {
            LOG.log(System.Logger.Level.WARNING, message);
        }
    }
}
