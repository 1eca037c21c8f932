package io.github.aperturecdi.cdi;

import io.github.aperturecdi.RejectionMapper;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.internal.async.EventLoops;
import io.github.aperturecdi.internal.config.ApertureConfig;
import io.github.aperturecdi.internal.config.ConfigCheck;
import io.github.aperturecdi.internal.config.ConfigKey;
import io.github.aperturecdi.internal.config.ConfigTexts;
import io.github.aperturecdi.internal.config.LiveSettings;
import io.github.aperturecdi.internal.jfr.FlightRecordings;
import io.github.aperturecdi.internal.opentelemetry.ApplicationTelemetry;
import io.github.aperturecdi.internal.refusal.RefusalTexts;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.inject.Singleton;
import java.util.ServiceLoader;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Creates the application's flow control from its configuration at start-up and closes it at
 * shutdown.
 */
@ApplicationScoped
public class FlowControlProducer {

    private static final System.Logger LOG = System.getLogger(FlowControlProducer.class.getName());

    /**
     * Checks that an application can start with its configuration and policies. It closes what it
     * opens, so that a deployment that fails for another reason leaves nothing behind.
     *
     * @param controlPoints the control points that methods declare
     * @throws IllegalArgumentException if a value or a policy is invalid; the message says which
     *     one, and the remedy
     */
    static void check(Set<String> controlPoints) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        EmbeddedAgentProvider embedded = embeddedAgent(loader);
        ApertureConfig config =
                ApertureConfig.read(ConfigProvider.getConfig(), embedded != null, controlPoints);
        if (!config.enabled()) {
            return;
        }
        if (config.endpoint() == null && embedded != null) {
            embedded.open(config.embedded(), loader).close();
        }
    }

    /**
     * Produces the flow control that applications inject.
     *
     * @param running holds the flow control
     * @return the application's flow control
     */
    @Produces
    public FlowControl flowControl(RunningFlows running) {
        return running.control();
    }

    /**
     * Reads the configuration and opens the agent.
     *
     * @param declared the control points that methods declare
     * @param surroundings the sources of labels
     * @param container looks up optional beans of the application: an injected {@code
     *     Instance<Object>} would keep every unused bean of a Quarkus application
     * @param calls finds the flow control again for passivated beans
     * @return the application's flow control
     * @throws IllegalArgumentException if the configuration or a policy is invalid; the message
     *     says which value, and the remedy
     */
    @Produces
    @Singleton
    public RunningFlows open(
            DeclaredControlPoints declared,
            LabelSources surroundings,
            BeanContainer container,
            ControlledCalls calls) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        EmbeddedAgentProvider embedded = embeddedAgent(loader);
        Config source = ConfigProvider.getConfig();
        Set<String> names = declared.names();
        ApertureConfig config = ApertureConfig.read(source, embedded != null, names);
        FlowControlBuilder flows =
                FlowControl.builder()
                        .shutdownTimeout(config.shutdownTimeout())
                        .onEventLoop(new EventLoops(loader)::isCurrent)
                        .tokenKeys(config.tokenKeys())
                        .schedulingKeys(config.schedulingKeys())
                        .maxLabelLength(config.maxLabelLength())
                        .serializedAs(new RunningFlows.Passivated(calls));
        if (config.enabled()) {
            flows.settings(LiveSettings.of(source, names, loader));
            flows.labels(surroundings.labels(config.labels()));
            flows.clientLabels(surroundings.baggage(config.labels()));
            flows.ownLabels(declared.labels());
            ApplicationTelemetry.observer(container.createInstance()).ifPresent(flows::observer);
            FlightRecordings.observer().ifPresent(flows::observer);
        }
        boolean connects = config.enabled() && config.endpoint() != null;
        ConfigCheck.unknownKeys(source, connects).forEach(FlowControlProducer::warn);
        ConfigCheck.unknownControlPoints(source, names).forEach(FlowControlProducer::warn);
        if (!config.vainBaggage().isEmpty()) {
            warn(DeploymentTexts.vainBaggage(ConfigKey.LABELS_BAGGAGE.key(), config.vainBaggage()));
        }
        if (config.enabled() && surroundings.lacksCaller(config.labels())) {
            warn(DeploymentTexts.noCaller(ConfigKey.LABELS_PRINCIPAL.key()));
        }
        // The agent is opened last: an earlier failure leaves no connection and no thread behind.
        FlowControl made = flows.agent(agent(config, embedded, loader)).build();
        names.forEach(name -> made.expect(name, declared.inRampMode().contains(name)));
        return new RunningFlows(made);
    }

    private static @Nullable EmbeddedAgentProvider embeddedAgent(ClassLoader loader) {
        return ServiceLoader.load(EmbeddedAgentProvider.class, loader).findFirst().orElse(null);
    }

    private static @Nullable Agent agent(
            ApertureConfig config, @Nullable EmbeddedAgentProvider embedded, ClassLoader loader) {
        if (!config.enabled()) {
            info(DeploymentTexts.disabled(ConfigKey.ENABLED.key()));
            return null;
        }
        AgentEndpoint endpoint = config.endpoint();
        if (endpoint != null) {
            info(
                    DeploymentTexts.usingAgent(
                            endpoint.address(), endpoint.insecure() ? "plaintext" : "TLS"));
            return AgentLink.open(endpoint);
        }
        if (embedded == null) {
            throw new IllegalStateException(
                    ConfigTexts.noEmbeddedAgent(ConfigKey.AGENT_ADDRESS.key()));
        }
        Agent agent = embedded.open(config.embedded(), loader);
        String policies = config.embedded().policies();
        String store = agent.store();
        info(
                store == null
                        ? DeploymentTexts.usingEmbeddedAgent(policies)
                        : DeploymentTexts.countingTogether(policies, store));
        return agent;
    }

    private static void warn(String message) {
        LOG.log(System.Logger.Level.WARNING, message);
    }

    private static void info(String message) {
        LOG.log(System.Logger.Level.INFO, message);
    }

    /**
     * The plans of the application's controlled methods.
     *
     * @param mappers the application's beans that map refusals to exceptions
     * @param deployed the methods that the deployment's check has found; none on Quarkus
     * @return the plans
     */
    @Produces
    @Singleton
    public ControlledMethods controlledMethods(
            @Any Instance<RejectionMapper> mappers, Instance<DeployedMethods> deployed) {
        return new ControlledMethods(
                Thread.currentThread().getContextClassLoader(),
                new RejectionMappers(new PrioritizedBeans<>(mappers, RefusalTexts::failedMapper)),
                deployed.isResolvable() ? deployed.get() : new DeployedMethods());
    }

    /**
     * Creates the flow control and the plans at start-up. An invalid configuration fails the start
     * instead of the first call, and the link begins to connect.
     *
     * @param startup the event
     * @param flows the flow control, which its injection creates
     * @param methods the plans, which their injection creates
     */
    public void start(@Observes Startup startup, FlowControl flows, ControlledMethods methods) {}

    /**
     * Closes the caches and followed arguments of the plans at shutdown.
     *
     * @param methods the plans
     */
    public void close(@Disposes ControlledMethods methods) {
        methods.close();
    }

    /**
     * Closes the flow control and its agent at shutdown.
     *
     * @param flows the flow control
     */
    public void close(@Disposes RunningFlows flows) {
        flows.control().close();
    }
}
