package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentTls;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.internal.labels.LabelKeys;
import io.github.aperturecdi.internal.labels.LabelTexts;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The checked configuration of one application, without the settings that {@link LiveSettings}
 * follows while it runs.
 *
 * @param enabled whether an agent decides flows; if not, every call runs
 * @param endpoint the remote agent; null for the embedded agent
 * @param shutdownTimeout how long a shutdown waits for pending calls, positive
 * @param tokenKeys the labels whose values are numbers of tokens
 * @param schedulingKeys the labels by which schedulers weigh flows
 * @param maxLabelLength the maximal length of a label's value, in characters
 * @param labels the labels that flows get from other sources than their request
 * @param embedded how the embedded agent is opened
 */
public record ApertureConfig(
        boolean enabled,
        @Nullable AgentEndpoint endpoint,
        Duration shutdownTimeout,
        Set<String> tokenKeys,
        Set<String> schedulingKeys,
        int maxLabelLength,
        LabelConfig labels,
        EmbeddedAgentProvider.Settings embedded) {

    /** The address that stands for the embedded agent. */
    public static final String EMBEDDED = "embedded";

    static final String DEFAULT_ADDRESS = "localhost:8089";

    /**
     * Reads and checks every key, including the keys of {@link LiveSettings}.
     *
     * @param config the application's configuration
     * @param embeddedAvailable whether the embedded agent's jar is on the class path
     * @param controlPoints the control points that methods declare
     * @return the configuration
     * @throws IllegalArgumentException if a value cannot be used; the message names every such key,
     *     its value and the remedy
     */
    public static ApertureConfig read(
            Config config, boolean embeddedAvailable, Set<String> controlPoints) {
        KeyReader reader = new KeyReader(config, Map.of());
        boolean enabled = reader.get(ConfigKey.ENABLED);
        String address =
                reader.find(ConfigKey.AGENT_ADDRESS)
                        .orElse(embeddedAvailable ? EMBEDDED : DEFAULT_ADDRESS);
        String apiKey = reader.find(ConfigKey.API_KEY).orElse(null);
        boolean insecure = reader.find(ConfigKey.AGENT_INSECURE).orElse(!hasCredentials(reader));
        AgentTls tls = insecure ? AgentTls.JVM_ROOTS : tls(reader);
        boolean coalesceEnds = reader.get(ConfigKey.FLOW_END_COALESCE);
        boolean embedded = address.equals(EMBEDDED);
        ApertureConfig read =
                new ApertureConfig(
                        enabled,
                        embedded
                                ? null
                                : new AgentEndpoint(address, insecure, apiKey, tls, coalesceEnds),
                        reader.get(ConfigKey.SHUTDOWN_TIMEOUT),
                        reader.get(ConfigKey.LABELS_TOKEN_KEYS),
                        reader.get(ConfigKey.LABELS_SCHEDULING_KEYS),
                        reader.get(ConfigKey.LABELS_MAX_LENGTH),
                        labels(config, reader),
                        new EmbeddedAgentProvider.Settings(
                                reader.get(ConfigKey.EMBEDDED_POLICIES),
                                reader.get(ConfigKey.EMBEDDED_MAX_KEYS),
                                reader.get(ConfigKey.EMBEDDED_FAITHFUL),
                                reader.get(ConfigKey.EMBEDDED_MAX_WAITING_BYTES),
                                store(reader)));
        if (enabled && embedded && !embeddedAvailable) {
            String key = ConfigKey.AGENT_ADDRESS.key();
            reader.report(key, ConfigTexts.noEmbeddedAgent(key));
        }
        SettingsReader.read(config, controlPoints, Map.of()).problems().forEach(reader::report);
        reader.find(ConfigKey.INTERCEPTOR_PRIORITY);
        throwProblems(reader);
        return read;
    }

    /**
     * The keys that are listed for baggage without effect, as baggage never sets them.
     *
     * @return the listed keys that other sources, tokens or schedulers use
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
     * Reads the priority of the interceptor. Containers need it before the rest of the
     * configuration is read.
     *
     * @param config the application's configuration
     * @return the priority; empty if none is configured
     * @throws IllegalArgumentException if the value cannot be used; the message says why, and the
     *     remedy
     */
    public static Optional<Integer> interceptorPriority(Config config) {
        KeyReader reader = new KeyReader(config, Map.of());
        Optional<Integer> priority = reader.find(ConfigKey.INTERCEPTOR_PRIORITY);
        throwProblems(reader);
        return priority;
    }

    private static EmbeddedAgentProvider.@Nullable Store store(KeyReader reader) {
        // All keys are read, so that each wrong value is reported.
        EmbeddedAgentProvider.Store store =
                new EmbeddedAgentProvider.Store(
                        reader.find(ConfigKey.EMBEDDED_STORE).orElse(""),
                        reader.find(ConfigKey.EMBEDDED_STORE_USERNAME).orElse(null),
                        reader.find(ConfigKey.EMBEDDED_STORE_PASSWORD).orElse(null),
                        reader.get(ConfigKey.EMBEDDED_STORE_KEY_PREFIX),
                        reader.get(ConfigKey.EMBEDDED_STORE_ON_FAILURE));
        return store.uri().isEmpty() ? null : store;
    }

    /** Throws one exception for all keys, so that one start reports all errors. */
    private static void throwProblems(KeyReader reader) {
        if (!reader.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", reader.problems().values()));
        }
    }

    /** Whether a key is set that implies TLS: the API key or a certificate file. */
    private static boolean hasCredentials(KeyReader reader) {
        return reader.has(ConfigKey.API_KEY.key())
                || reader.has(ConfigKey.ROOT_CERTIFICATE_FILE.key())
                || reader.has(ConfigKey.CLIENT_CERTIFICATE_FILE.key())
                || reader.has(ConfigKey.CLIENT_KEY_FILE.key());
    }

    /**
     * Reads the certificate files. A client certificate without its key, or a key without its
     * certificate, is an error.
     */
    private static AgentTls tls(KeyReader reader) {
        List<X509Certificate> roots =
                reader.find(ConfigKey.ROOT_CERTIFICATE_FILE).orElse(List.of());
        List<X509Certificate> chain =
                reader.find(ConfigKey.CLIENT_CERTIFICATE_FILE).orElse(List.of());
        PrivateKey key = reader.find(ConfigKey.CLIENT_KEY_FILE).orElse(null);
        if (key != null && !chain.isEmpty() && !PemFiles.belongTogether(key, chain.get(0))) {
            reader.report(
                    ConfigKey.CLIENT_KEY_FILE,
                    ConfigKey.CLIENT_KEY_FILE.key(),
                    "holds the key of another certificate",
                    ConfigKey.CLIENT_KEY_FILE.remedy());
        }
        requireWith(reader, ConfigKey.CLIENT_CERTIFICATE_FILE, ConfigKey.CLIENT_KEY_FILE);
        requireWith(reader, ConfigKey.CLIENT_KEY_FILE, ConfigKey.CLIENT_CERTIFICATE_FILE);
        return new AgentTls(roots, chain, key);
    }

    private static void requireWith(KeyReader reader, ConfigKey<?> one, ConfigKey<?> other) {
        if (reader.has(one.key()) && !reader.has(other.key())) {
            reader.report(
                    one,
                    one.key(),
                    "is one half of a client certificate",
                    "Set " + other.key() + " as well, or neither.");
        }
    }

    private static LabelConfig labels(Config config, KeyReader reader) {
        Map<String, String> constants = StaticLabels.read(config);
        for (String key : constants.keySet()) {
            if (key.isBlank()) {
                reader.report(
                        StaticLabels.PREFIX, ConfigTexts.unnamedStaticLabel(StaticLabels.PREFIX));
            } else {
                requireKey(reader, StaticLabels.PREFIX + key, key);
            }
        }
        Optional<String> principal = reader.find(ConfigKey.LABELS_PRINCIPAL);
        principal.ifPresent(key -> requireKey(reader, ConfigKey.LABELS_PRINCIPAL.key(), key));
        return new LabelConfig(
                Map.copyOf(constants),
                reader.get(ConfigKey.LABELS_BAGGAGE),
                reader.get(ConfigKey.LABELS_HEADERS),
                principal.orElse(null));
    }

    private static void requireKey(KeyReader reader, String place, String key) {
        if (LabelKeys.isReserved(key)) {
            reader.report(
                    place, LabelTexts.reservedLabelKey("The configuration key " + place, key));
        }
    }
}
