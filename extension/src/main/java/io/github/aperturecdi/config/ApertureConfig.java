package io.github.aperturecdi.config;

import io.github.aperturecdi.flow.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentTls;
import io.github.aperturecdi.labels.LabelKeys;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * What one application is configured with, checked, but for its {@link LiveSettings}.
 *
 * @param enabled whether anybody is asked
 * @param endpoint the agent elsewhere; null for the embedded one
 * @param shutdownTimeout how long a shutdown waits for calls under way, positive
 * @param tokenKeys the labels whose values are numbers of tokens
 * @param schedulingKeys the labels by which schedulers weigh flows
 * @param maxLabelLength how long the value of a label may be, in characters
 * @param labels the labels of the surroundings
 * @param embeddedPolicies where the embedded agent finds its policies
 * @param embeddedMaxKeys how many label values each of its limiters keeps apart, positive
 */
public record ApertureConfig(
        boolean enabled,
        @Nullable AgentEndpoint endpoint,
        Duration shutdownTimeout,
        Set<String> tokenKeys,
        Set<String> schedulingKeys,
        int maxLabelLength,
        LabelConfig labels,
        String embeddedPolicies,
        int embeddedMaxKeys) {

    /** The address that means the agent inside this JVM. */
    public static final String EMBEDDED = "embedded";

    static final String DEFAULT_ADDRESS = "localhost:8089";

    /**
     * Reads every key, and checks also those of {@link LiveSettings}.
     *
     * @param config where from
     * @param embeddedAvailable whether the embedded agent's jar is on the class path
     * @param controlPoints the control points that methods declare
     * @return the configuration
     * @throws IllegalArgumentException if a value cannot be used; the message names every such key,
     *     its value and the remedy
     */
    public static ApertureConfig read(
            Config config, boolean embeddedAvailable, Set<String> controlPoints) {
        Reader reader = new Reader(config);
        boolean enabled = reader.get(ConfigKey.ENABLED, Values::bool, true);
        String address =
                reader.get(
                        ConfigKey.AGENT_ADDRESS,
                        Values::address,
                        embeddedAvailable ? EMBEDDED : DEFAULT_ADDRESS);
        String apiKey = reader.apiKey();
        boolean certificates =
                reader.has(ConfigKey.ROOT_CERTIFICATE_FILE)
                        || reader.has(ConfigKey.CLIENT_CERTIFICATE_FILE)
                        || reader.has(ConfigKey.CLIENT_KEY_FILE);
        boolean insecure =
                reader.get(ConfigKey.AGENT_INSECURE, Values::bool, apiKey == null && !certificates);
        AgentTls tls = insecure ? AgentTls.JVM_ROOTS : reader.tls();
        boolean coalesceEnds = reader.get(ConfigKey.FLOW_END_COALESCE, Values::bool, true);
        Duration shutdownTimeout = reader.duration(ConfigKey.SHUTDOWN_TIMEOUT);
        String policies =
                reader.get(
                        ConfigKey.EMBEDDED_POLICIES,
                        Function.identity(),
                        ConfigKey.EMBEDDED_POLICIES.defaultText());
        int maxKeys =
                reader.get(
                        ConfigKey.EMBEDDED_MAX_KEYS,
                        Values::count,
                        EmbeddedAgentProvider.DEFAULT_MAX_KEYS);
        Set<String> tokenKeys = reader.list(ConfigKey.LABELS_TOKEN_KEYS);
        Set<String> schedulingKeys = reader.list(ConfigKey.LABELS_SCHEDULING_KEYS);
        int maxLabelLength =
                reader.get(
                        ConfigKey.LABELS_MAX_LENGTH,
                        Values::maxLabelLength,
                        FlowControlBuilder.DEFAULT_MAX_LABEL_LENGTH);
        LabelConfig labels = reader.labels();
        boolean embedded = address.equals(EMBEDDED);
        if (enabled && embedded && !embeddedAvailable) {
            reader.errors.add(Messages.noEmbeddedAgent(ConfigKey.AGENT_ADDRESS.key()));
        }
        reader.errors.addAll(
                new SettingsReader(config).read(controlPoints, Map.of()).problems().values());
        reader.interceptorPriority();
        reader.throwErrors();
        return new ApertureConfig(
                enabled,
                embedded ? null : new AgentEndpoint(address, insecure, apiKey, tls, coalesceEnds),
                shutdownTimeout,
                tokenKeys,
                schedulingKeys,
                maxLabelLength,
                labels,
                policies,
                maxKeys);
    }

    /**
     * The keys that are listed for baggage, and that it never sets.
     *
     * @return the keys of other sources, of tokens and of schedulers
     */
    public Set<String> vainBaggage() {
        Set<String> others = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        others.addAll(labels.ownKeys());
        others.addAll(tokenKeys);
        others.addAll(schedulingKeys);
        Set<String> vain = new TreeSet<>(labels.baggage());
        vain.removeIf(key -> !others.contains(key));
        return vain;
    }

    /**
     * Reads where the interceptor stands; containers ask before there is anything else to
     * configure.
     *
     * @param config where from
     * @return the priority; empty when there is none in the configuration
     * @throws IllegalArgumentException if the value cannot be used; the message says why, and the
     *     remedy
     */
    public static OptionalInt interceptorPriority(Config config) {
        Reader reader = new Reader(config);
        OptionalInt priority = reader.interceptorPriority();
        reader.throwErrors();
        return priority;
    }

    /** Collects the errors of all keys, so that one start reports them together. */
    private static final class Reader {

        private final Config config;
        private final List<String> errors = new ArrayList<>();

        Reader(Config config) {
            this.config = config;
        }

        <T> T get(ConfigKey key, Function<String, T> parse, T defaultValue) {
            Optional<String> text = text(key);
            if (text.isEmpty()) {
                return defaultValue;
            }
            try {
                return parse.apply(text.get());
            } catch (IllegalArgumentException e) {
                errors.add(
                        Messages.badConfigurationValue(
                                key.key(), text.get(), e.getMessage(), Values.remedy(key)));
                return defaultValue;
            }
        }

        boolean has(ConfigKey key) {
            return text(key).isPresent();
        }

        Duration duration(ConfigKey key) {
            return get(key, Durations::positive, Durations.positive(key.defaultText()));
        }

        Set<String> list(ConfigKey key) {
            return get(key, Values::list, Values.list(key.defaultText()));
        }

        OptionalInt interceptorPriority() {
            return get(ConfigKey.INTERCEPTOR_PRIORITY, Values::priority, OptionalInt.empty());
        }

        /** The certificate files; one half of a client certificate is an error. */
        AgentTls tls() {
            List<X509Certificate> roots =
                    get(ConfigKey.ROOT_CERTIFICATE_FILE, PemFiles::certificates, List.of());
            List<X509Certificate> chain =
                    get(ConfigKey.CLIENT_CERTIFICATE_FILE, PemFiles::certificates, List.of());
            PrivateKey key =
                    this.<Optional<PrivateKey>>get(
                                    ConfigKey.CLIENT_KEY_FILE,
                                    path -> Optional.of(PemFiles.privateKey(path, chain)),
                                    Optional.empty())
                            .orElse(null);
            requireWith(ConfigKey.CLIENT_CERTIFICATE_FILE, ConfigKey.CLIENT_KEY_FILE);
            requireWith(ConfigKey.CLIENT_KEY_FILE, ConfigKey.CLIENT_CERTIFICATE_FILE);
            return new AgentTls(roots, chain, key);
        }

        private void requireWith(ConfigKey one, ConfigKey other) {
            if (has(one) && !has(other)) {
                errors.add(
                        Messages.badConfigurationValue(
                                one.key(),
                                text(one).orElseThrow(),
                                "is one half of a client certificate",
                                "Set " + other.key() + " as well, or neither."));
            }
        }

        LabelConfig labels() {
            Map<String, String> constants = StaticLabels.read(config);
            constants.keySet().forEach(this::requireStaticKey);
            return new LabelConfig(
                    Map.copyOf(constants),
                    get(ConfigKey.LABELS_BAGGAGE, Values::baggage, Set.of()),
                    get(ConfigKey.LABELS_HEADERS, Values::headers, Set.of()),
                    text(ConfigKey.LABELS_PRINCIPAL)
                            .filter(key -> requireKey(ConfigKey.LABELS_PRINCIPAL.key(), key))
                            .orElse(null));
        }

        private void requireStaticKey(String key) {
            if (key.isBlank()) {
                errors.add(Messages.unnamedStaticLabel(StaticLabels.PREFIX));
            } else {
                requireKey(StaticLabels.PREFIX + key, key);
            }
        }

        private boolean requireKey(String place, String key) {
            if (LabelKeys.isReserved(key)) {
                errors.add(Messages.reservedLabelKey("The configuration key " + place, key));
                return false;
            }
            return true;
        }

        /** An empty value counts as none, as environment variables are switched off this way. */
        private Optional<String> text(ConfigKey key) {
            return config.getOptionalValue(key.key(), String.class)
                    .map(String::strip)
                    .filter(value -> !value.isEmpty());
        }

        /** A secret: an error says what is wrong with it, and never shows it. */
        @Nullable String apiKey() {
            String apiKey = text(ConfigKey.API_KEY).orElse(null);
            if (apiKey != null && !AgentEndpoint.isHeader(apiKey)) {
                errors.add(
                        Messages.badConfigurationValue(
                                ConfigKey.API_KEY.key(),
                                "***",
                                "has characters that no HTTP header can carry",
                                Values.remedy(ConfigKey.API_KEY)));
            }
            return apiKey;
        }

        void throwErrors() {
            if (!errors.isEmpty()) {
                throw new IllegalArgumentException(Messages.all(errors));
            }
        }
    }
}
