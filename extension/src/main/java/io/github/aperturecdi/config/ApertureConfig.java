package io.github.aperturecdi.config;

import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentTls;
import io.github.aperturecdi.labels.Baggage;
import io.github.aperturecdi.labels.LabelKeys;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one application, checked.
 *
 * @param enabled whether anybody is asked
 * @param endpoint the agent elsewhere; null for the embedded one
 * @param timeout how long a decision may take, positive
 * @param onUnreachable what becomes of a call without a decision
 * @param shutdownTimeout how long a shutdown waits for calls under way, positive
 * @param tokenKeys the labels whose values are numbers of tokens
 * @param labels the labels of the surroundings
 * @param embeddedPolicies where the embedded agent finds its policies
 */
public record ApertureConfig(
        boolean enabled,
        @Nullable AgentEndpoint endpoint,
        Duration timeout,
        OnUnreachable onUnreachable,
        Duration shutdownTimeout,
        Set<String> tokenKeys,
        LabelConfig labels,
        String embeddedPolicies) {

    /** The address that means the agent inside this JVM. */
    public static final String EMBEDDED = "embedded";

    static final String DEFAULT_ADDRESS = "localhost:8089";

    /**
     * Reads and checks every key.
     *
     * @param config where from
     * @param embeddedAvailable whether the embedded agent's jar is on the class path
     * @return the configuration
     * @throws IllegalArgumentException if a value cannot be used; the message names every such key,
     *     its value and the remedy
     */
    public static ApertureConfig read(Config config, boolean embeddedAvailable) {
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
        Duration timeout = reader.duration(ConfigKey.TIMEOUT);
        Duration shutdownTimeout = reader.duration(ConfigKey.SHUTDOWN_TIMEOUT);
        OnUnreachable onUnreachable =
                reader.get(ConfigKey.ON_UNREACHABLE, Values::onUnreachable, OnUnreachable.ADMIT);
        String policies =
                reader.get(
                        ConfigKey.EMBEDDED_POLICIES,
                        Function.identity(),
                        ConfigKey.EMBEDDED_POLICIES.defaultText());
        Set<String> tokenKeys =
                reader.get(
                        ConfigKey.LABELS_TOKEN_KEYS,
                        Values::list,
                        Values.list(ConfigKey.LABELS_TOKEN_KEYS.defaultText()));
        LabelConfig labels = reader.labels();
        boolean embedded = address.equals(EMBEDDED);
        if (enabled && embedded && !embeddedAvailable) {
            reader.errors.add(Messages.noEmbeddedAgent(ConfigKey.AGENT_ADDRESS.key()));
        }
        reader.throwErrors();
        return new ApertureConfig(
                enabled,
                embedded ? null : new AgentEndpoint(address, insecure, apiKey, tls, coalesceEnds),
                timeout,
                onUnreachable,
                shutdownTimeout,
                tokenKeys,
                labels,
                policies);
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
                    get(ConfigKey.LABELS_BAGGAGE, Values::bool, true),
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
            if (apiKey != null && !apiKey.chars().allMatch(c -> c > ' ' && c < 127)) {
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

    /**
     * How each kind of value is read. Exceptions complete the sentence "the value '...', which
     * ...".
     */
    private static final class Values {

        private Values() {}

        static boolean bool(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("is neither true nor false");
            };
        }

        static OnUnreachable onUnreachable(String text) {
            try {
                return OnUnreachable.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("is neither admit nor reject", e);
            }
        }

        static Set<String> list(String text) {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }

        static Set<String> headers(String text) {
            Set<String> names = new LinkedHashSet<>();
            for (String name : list(text.toLowerCase(Locale.ROOT))) {
                if (!Baggage.isToken(name)) {
                    throw new IllegalArgumentException("has '" + name + "', which is no header");
                }
                if (LabelKeys.isReserved(name)) {
                    throw new IllegalArgumentException(
                            "has '" + name + "', which is a reserved label key");
                }
                names.add(name);
            }
            return Set.copyOf(names);
        }

        static String address(String text) {
            return text.equalsIgnoreCase(EMBEDDED) ? EMBEDDED : AgentAddress.check(text);
        }

        static String remedy(ConfigKey key) {
            return switch (key) {
                case ENABLED, AGENT_INSECURE, FLOW_END_COALESCE, LABELS_BAGGAGE ->
                        "Set it to true or false.";
                case AGENT_ADDRESS ->
                        "Write it as host:port, such as localhost:8089, as dns:///host:port or as unix:/path, or set it to embedded.";
                case API_KEY -> "Copy the key again, without line breaks.";
                case ROOT_CERTIFICATE_FILE, CLIENT_CERTIFICATE_FILE ->
                        "Name a readable file with certificates in PEM.";
                case CLIENT_KEY_FILE ->
                        "Name a readable file with the key in PEM, as openssl pkcs8 -topk8 -nocrypt writes it.";
                case TIMEOUT, SHUTDOWN_TIMEOUT -> Durations.REMEDY;
                case ON_UNREACHABLE -> "Set it to admit or reject.";
                case LABELS_TOKEN_KEYS -> "Write the keys with commas between them.";
                case LABELS_STATIC, LABELS_PRINCIPAL -> "Choose another key.";
                case LABELS_HEADERS ->
                        "Write the names with commas between them, such as x-tenant-id.";
                case EMBEDDED_POLICIES ->
                        "Name a file or folder of the class path or of the file system.";
            };
        }
    }
}
