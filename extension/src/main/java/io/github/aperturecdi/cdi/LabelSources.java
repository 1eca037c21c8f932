package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.internal.config.LabelConfig;
import io.github.aperturecdi.internal.labels.LayeredLabels;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sources of a flow's labels besides its request. */
@Dependent
public class LabelSources {

    private final CallerHeaders headers;
    private final Caller caller;
    private final @Nullable ProvidedLabels providers;

    /**
     * For the container. The beans are injected, as Quarkus would remove beans that are only looked
     * up.
     *
     * @param headers the headers of the HTTP request
     * @param principal the caller; some containers have no such bean
     * @param providers the application's label providers
     * @param container tells more about the caller
     */
    @Inject
    public LabelSources(
            CallerHeaders headers,
            Instance<Principal> principal,
            @Any Instance<FlowLabelProvider> providers,
            BeanContainer container) {
        this.headers = headers;
        this.caller = new Caller(principal, container, headers);
        this.providers = providers.isUnsatisfied() ? null : new ProvidedLabels(providers);
    }

    /** Whether the configuration wants the caller's name, and nothing here can know it. */
    boolean lacksCaller(LabelConfig config) {
        return config.principal() != null && !caller.mayBeKnown();
    }

    /** The labels of all sources but baggage, lowest precedence first. */
    AmbientLabels labels(LabelConfig config) {
        headers.want(config);
        return LayeredLabels.of(
                List.of(
                        LayeredLabels.constant(config.constants()),
                        config.headers().isEmpty() ? AmbientLabels.NONE : request(config.headers()),
                        config.principal() == null
                                ? AmbientLabels.NONE
                                : principal(config.principal()),
                        providers == null ? AmbientLabels.NONE : providers));
    }

    /** The labels that clients write as baggage, with a lower precedence than all others. */
    AmbientLabels baggage(LabelConfig config) {
        headers.want(config);
        if (config.baggage().isEmpty()) {
            return AmbientLabels.NONE;
        }
        Optional<Set<String>> none = Optional.of(Set.of());
        return LayeredLabels.of(
                List.of(
                        new ClientBaggage(
                                config,
                                headers,
                                () -> providers == null ? none : providers.keys())));
    }

    private AmbientLabels request(Set<String> names) {
        return (controlPoint, labels) -> {
            Map<String, String> values = headers.values();
            for (String name : names) {
                String value = values.get(name);
                if (value != null) {
                    labels.put(name, value);
                }
            }
        };
    }

    private AmbientLabels principal(String key) {
        return (controlPoint, labels) -> {
            String name = caller.name();
            if (name != null) {
                labels.put(key, name);
            }
        };
    }
}
