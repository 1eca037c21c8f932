package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.config.LabelConfig;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.labels.Baggage;
import io.github.aperturecdi.labels.LayeredLabels;
import io.github.aperturecdi.opentelemetry.OpenTelemetryBaggage;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a flow's labels come from besides its request. */
@Dependent
public class Surroundings {

    private final CallerHeaders headers;
    private final Instance<Principal> principal;
    private final Instance<FlowLabelProvider> providers;

    /**
     * For the container. Injected and not looked up, or Quarkus would remove these beans.
     *
     * @param headers the HTTP request's
     * @param principal the caller; not everywhere is such a bean
     * @param providers the application's
     */
    @Inject
    public Surroundings(
            CallerHeaders headers,
            Instance<Principal> principal,
            @Any Instance<FlowLabelProvider> providers) {
        this.headers = headers;
        this.principal = principal;
        this.providers = providers;
    }

    /** All that the configuration asks for, lowest precedence first. */
    AmbientLabels labels(LabelConfig config) {
        headers.want(config);
        return LayeredLabels.of(
                List.of(
                        LayeredLabels.constant(config.constants()),
                        config.baggage() || !config.headers().isEmpty()
                                ? request(config)
                                : AmbientLabels.NONE,
                        config.principal() == null
                                ? AmbientLabels.NONE
                                : principal(config.principal()),
                        ProvidedLabels.of(providers)));
    }

    /** What the caller sent, looked at once for a flow: baggage, then headers. */
    private AmbientLabels request(LabelConfig config) {
        OpenTelemetryBaggage openTelemetry = new OpenTelemetryBaggage();
        return (controlPoint, labels) -> {
            // The container's baggage; where it leaves that empty, the header's.
            boolean header = config.baggage() && !openTelemetry.addTo(labels);
            if (!header && config.headers().isEmpty()) {
                return;
            }
            Map<String, String> values = headers.values();
            String baggage = header ? values.get(Baggage.HEADER) : null;
            if (baggage != null) {
                Baggage.addAll(baggage, labels);
            }
            for (String name : config.headers()) {
                String value = values.get(name);
                if (value != null) {
                    labels.put(name, value);
                }
            }
        };
    }

    private AmbientLabels principal(String key) {
        return (controlPoint, labels) -> {
            if (!principal.isResolvable()) {
                return;
            }
            Instance.Handle<Principal> caller = principal.getHandle();
            try {
                String name = name(caller.get());
                if (name != null) {
                    labels.put(key, name);
                }
            } finally {
                if (caller.getBean().getScope() == Dependent.class) {
                    caller.destroy();
                }
            }
        };
    }

    /**
     * Null for nobody: without a caller, Weld has no principal, Quarkus one without a name, Open
     * Liberty one that is called UNAUTHENTICATED, and WildFly and GlassFish one that is called
     * anonymous.
     */
    private static @Nullable String name(@Nullable Principal caller) {
        String name = caller == null ? null : caller.getName();
        return name == null
                        || name.isBlank()
                        || name.equals("UNAUTHENTICATED")
                        || name.equalsIgnoreCase("anonymous")
                ? null
                : name;
    }
}
