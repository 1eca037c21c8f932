package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowLabelProvider;
import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.internal.config.LabelConfig;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.inject.Inject;
import java.security.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jboss.weld.security.spi.SecurityServices;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Weld with providers of labels, against an agent on a real socket. */
abstract class LabelledFlows {

    static ScriptedAgent agent;

    static @Nullable WeldContainer container;

    @BeforeAll
    static void start() {
        agent = ScriptedAgent.start();
        System.setProperty("aperture.agent.address", agent.address());
        System.setProperty("aperture.timeout", "20s");
        container =
                new Weld()
                        .disableDiscovery()
                        .addExtensions(new AperturePortableExtension(), new ConfigExtension())
                        .addBeanClasses(
                                Last.class, Any.class, First.class, Counted.class, Shop.class)
                        .addServices(new Caller())
                        .initialize();
    }

    @AfterEach
    void reset() {
        Caller.name = null;
        Provided.labels.clear();
        Provided.keys = Set.of();
        agent.reset();
    }

    @AfterAll
    static void stop() {
        bean(FlowControl.class);
        container.close();
        agent.close();
        System.clearProperty("aperture.agent.address");
        System.clearProperty("aperture.timeout");
    }

    static <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    /** What the agent is asked, on a thread that serves a request with the headers. */
    static Map<String, String> asked(
            LabelConfig config,
            Map<String, String> headers,
            Map<String, String> ofControlPoint,
            FlowRequest request) {
        RequestContextController context = bean(RequestContextController.class);
        ControlPointSettings settings =
                new ControlPointSettings(
                        Mode.ENFORCE,
                        null,
                        Duration.ofSeconds(20),
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        ofControlPoint);
        LabelSources surroundings = bean(LabelSources.class);
        AmbientLabels labels = surroundings.labels(config);
        context.activate();
        try (FlowControl flows =
                FlowControl.builder()
                        .agent(AgentLink.open(new AgentEndpoint(agent.address(), true, null)))
                        .settings(controlPoint -> settings)
                        .labels(labels)
                        .clientLabels(surroundings.baggage(config))
                        .build()) {
            bean(CallerHeaders.class).keep(headers::get);
            flows.start(request).close();
        } finally {
            context.deactivate();
        }
        return agent.checks().get(0).getLabelsMap();
    }

    static Map<String, String> asked(LabelConfig config, Map<String, String> headers) {
        return asked(config, headers, Map.of(), FlowRequest.at("checkout").build());
    }

    static final LabelConfig NO_LABELS = new LabelConfig(Map.of(), Set.of(), Set.of(), null);

    static LabelConfig headers(String... names) {
        return new LabelConfig(Map.of(), Set.of(), Set.of(names), null);
    }

    /** With providers that say their keys, or there would be no baggage. */
    static LabelConfig baggage(String... keys) {
        Provided.keys = Set.of("provided");
        return new LabelConfig(Map.of(), Set.of(keys), Set.of(), null);
    }

    static LabelConfig principal() {
        return new LabelConfig(Map.of(), Set.of(), Set.of(), "user");
    }

    /** The container's knowledge of the caller. */
    static final class Caller implements SecurityServices {

        static @Nullable String name;

        @Override
        public @Nullable Principal getPrincipal() {
            String current = name;
            return current == null ? null : () -> current;
        }

        @Override
        public void cleanup() {}
    }

    abstract static class Provided implements FlowLabelProvider {

        interface Labels {
            Map<String, String> get();
        }

        static final Map<Class<?>, Labels> labels = new HashMap<>();
        static @Nullable Set<String> keys = Set.of();

        @Override
        @SuppressWarnings("NullAway")
        public Set<String> keys() {
            return keys;
        }

        @Override
        public Map<String, String> labels(String controlPoint) {
            return labels.getOrDefault(type(), Map::of).get();
        }

        abstract Class<?> type();
    }

    @ApplicationScoped
    @Priority(-1)
    static class First extends Provided {
        @Override
        Class<?> type() {
            return First.class;
        }
    }

    @ApplicationScoped
    static class Any extends Provided {
        @Override
        Class<?> type() {
            return Any.class;
        }
    }

    @ApplicationScoped
    @Priority(1)
    static class Last extends Provided {
        @Override
        Class<?> type() {
            return Last.class;
        }
    }

    @Dependent
    static class Counted implements FlowLabelProvider {

        static int made;

        @Inject
        Counted() {
            made++;
        }

        @Override
        public Map<String, String> labels(String controlPoint) {
            return Map.of();
        }

        @Override
        @SuppressWarnings("NullAway")
        public Set<String> keys() {
            return Provided.keys;
        }
    }

    @ApplicationScoped
    static class Shop {
        @ApertureControlled(
                value = "checkout",
                labels = {"tier=gold"})
        String order(
                @FlowLabel(value = "user", sensitive = true) String user,
                @FlowLabel("tier") @Nullable String tier) {
            return "ordered";
        }
    }
}
