package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.config.LabelConfig;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.labels.LayeredLabels;
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

/** Where a flow's labels come from besides its request. */
@Dependent
public class LabelSources {

    private final CallerHeaders headers;
    private final Caller caller;
    private final @Nullable ProvidedLabels providers;

    /**
     * For the container. Injected and not looked up, or Quarkus would remove these beans.
     *
     * @param headers the HTTP request's
     * @param principal the caller; not everywhere is such a bean
     * @param providers the application's
     * @param container knows more about the caller
     */
    @Inject
    public LabelSources(
            CallerHeaders headers,
            Instance<Principal> principal,
            @Any Instance<FlowLabelProvider> providers,
            BeanContainer container) {
        this.headers = headers;
        this.caller = new Caller(principal, container);
        this.providers = providers.isUnsatisfied() ? null : new ProvidedLabels(providers);
    }

    /** All that the configuration asks for, lowest precedence first, but for baggage. */
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

    /** What clients write, below all of these. */
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
