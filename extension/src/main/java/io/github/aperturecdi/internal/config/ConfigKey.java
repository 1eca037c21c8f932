package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A configuration key with its name, parser, default, remedy and documentation. The tables of
 * docs/configuration.md have the same keys in the same order; a test compares them.
 *
 * @param <T> the type of its values
 */
public final class ConfigKey<T> {

    private static final List<ConfigKey<?>> ALL = new ArrayList<>();

    /** Whether an agent decides flows; if not, every call runs. */
    public static final ConfigKey<Boolean> ENABLED =
            new ConfigKey<>(
                    "aperture.enabled",
                    ValueParsers::bool,
                    "Set it to true or false.",
                    "true",
                    "`false`: no check is sent, and every call runs");

    /** The address of the agent. */
    public static final ConfigKey<String> AGENT_ADDRESS =
            new ConfigKey<>(
                    "aperture.agent.address",
                    ValueParsers::address,
                    "Write it as host:port, such as localhost:8089 or [::1]:8089, as dns:///host:port or as unix:/path, or set it to embedded.",
                    "`embedded` with the embedded agent's jar on the class path, else `"
                            + ApertureConfig.DEFAULT_ADDRESS
                            + "`",
                    "`host:port`, `dns:///host:port`, `unix:/path`, or `embedded`");

    static final ConfigKey<Boolean> AGENT_INSECURE =
            ENABLED.like(
                    "aperture.agent.insecure",
                    "`true` without an API key and certificate files, else `false`",
                    "`true`: plaintext; `false`: TLS");

    static final ConfigKey<String> API_KEY =
            new ConfigKey<>(
                    "aperture.api.key",
                    ValueParsers::apiKey,
                    "Copy the key again, without line breaks.",
                    "",
                    "sent as `x-api-key` with every call to the agent; never logged");

    static final ConfigKey<List<X509Certificate>> ROOT_CERTIFICATE_FILE =
            new ConfigKey<>(
                    "aperture.root.certificate.file",
                    PemFiles::certificates,
                    "Name a readable file with certificates in PEM.",
                    "",
                    "PEM file of the certificates that TLS trusts, instead of the JVM's");

    static final ConfigKey<List<X509Certificate>> CLIENT_CERTIFICATE_FILE =
            ROOT_CERTIFICATE_FILE.like(
                    "aperture.client.certificate.file",
                    "",
                    "PEM file of the client certificate, and of those between it and a root, for mutual TLS");

    static final ConfigKey<PrivateKey> CLIENT_KEY_FILE =
            new ConfigKey<>(
                    "aperture.client.key.file",
                    PemFiles::privateKey,
                    "Name a readable file with the key in PEM, as openssl pkcs8 -topk8 -nocrypt writes it.",
                    "",
                    "PEM file of the client certificate's key, as unencrypted PKCS#8");

    static final ConfigKey<Boolean> FLOW_END_COALESCE =
            ENABLED.like(
                    "aperture.flow-end.coalesce",
                    "true",
                    "ends of one control point that wait together travel in one call to the agent, which counts it as one in `flowcontrol_ends_total`; `false`: a call for each");

    static final ConfigKey<Duration> TIMEOUT =
            new ConfigKey<>(
                    "aperture.timeout",
                    Durations::positive,
                    Durations.REMEDY,
                    ControlPointSettings.DEFAULT.defaultTimeout().toMillis() + "ms",
                    "how long a decision may take: `200ms`, `2s` or `PT0.2S`");

    static final ConfigKey<OnUnreachable> ON_UNREACHABLE =
            new ConfigKey<>(
                    "aperture.on-unreachable",
                    ValueParsers::onUnreachable,
                    "Set it to admit or reject.",
                    written(ControlPointSettings.DEFAULT.defaultOnUnreachable()),
                    "a call without a decision in time: `admit` runs it, `reject` refuses it with 503");

    static final ConfigKey<Mode> MODE =
            new ConfigKey<>(
                    "aperture.mode",
                    ValueParsers::mode,
                    "Set it to enforce, shadow or off.",
                    written(ControlPointSettings.DEFAULT.mode()),
                    "`enforce`: what the agent refuses does not run; `shadow`: checks are sent, every call runs, and refusals are counted; `off`: no check is sent");

    static final ConfigKey<Boolean> ENABLE_RAMP_MODE =
            ENABLED.like(
                    "aperture.enable.ramp.mode",
                    Boolean.toString(ControlPointSettings.DEFAULT.rampMode()),
                    "`true`: a call runs only if a load ramp admits it, as with `rampMode` of the annotation");

    static final ConfigKey<Duration> SHUTDOWN_TIMEOUT =
            TIMEOUT.like(
                    "aperture.shutdown-timeout",
                    FlowControl.DEFAULT_SHUTDOWN_TIMEOUT.toSeconds() + "s",
                    "how long a shutdown waits for the calls under way");

    /** The priority of the interceptor. */
    public static final ConfigKey<Integer> INTERCEPTOR_PRIORITY =
            new ConfigKey<>(
                    "aperture.interceptor.priority",
                    ValueParsers::priority,
                    "Set it to a number from 0 up, such as 100, or 4020 for inside MicroProfile Fault Tolerance.",
                    "100",
                    "the interceptor's `@Priority`, 0 or more; the smaller runs first; `4020` is inside MicroProfile Fault Tolerance (4010). Quarkus reads it when it builds the application");

    static final ConfigKey<Mode> CONTROL_POINT_MODE =
            MODE.like(
                    ControlPointKey.PREFIX + "\"<name>\"." + ControlPointKey.MODE,
                    "`aperture.mode`",
                    "the mode of one control point");

    static final ConfigKey<Duration> CONTROL_POINT_TIMEOUT =
            TIMEOUT.like(
                    ControlPointKey.PREFIX + "\"<name>\"." + ControlPointKey.TIMEOUT,
                    "the annotation's, else `aperture.timeout`",
                    "how long a decision may take at one control point");

    static final ConfigKey<OnUnreachable> CONTROL_POINT_ON_UNREACHABLE =
            ON_UNREACHABLE.like(
                    ControlPointKey.PREFIX + "\"<name>\"." + ControlPointKey.ON_UNREACHABLE,
                    "`reject` in ramp mode, else `aperture.on-unreachable`",
                    "`admit` or `reject` for one control point");

    static final ConfigKey<String> CONTROL_POINT_LABELS =
            new ConfigKey<>(
                    ControlPointKey.PREFIX + "\"<name>\".labels.<key>",
                    Function.identity(),
                    "Write the label's value.",
                    "",
                    "a label of every flow of one control point; a parameter's replaces it");

    static final ConfigKey<Set<String>> LABELS_TOKEN_KEYS =
            new ConfigKey<>(
                    "aperture.labels.token-keys",
                    ValueParsers::list,
                    "Write the keys with commas between them.",
                    written(FlowControlBuilder.DEFAULT_TOKEN_KEYS),
                    "labels whose values are numbers of tokens, separated by commas. A negative or non-finite number is left out, and baggage never sets these labels");

    static final ConfigKey<Set<String>> LABELS_SCHEDULING_KEYS =
            LABELS_TOKEN_KEYS.like(
                    "aperture.labels.scheduling-keys",
                    written(FlowControlBuilder.DEFAULT_SCHEDULING_KEYS),
                    "labels that policies name as keys of priority, workload and fairness, separated by commas. Baggage never sets these labels");

    static final ConfigKey<Integer> LABELS_MAX_LENGTH =
            new ConfigKey<>(
                    "aperture.labels.max-length",
                    ValueParsers::maxLabelLength,
                    "Set it to a number of characters, "
                            + FlowControlBuilder.MIN_MAX_LABEL_LENGTH
                            + " or more, such as "
                            + FlowControlBuilder.DEFAULT_MAX_LABEL_LENGTH
                            + ".",
                    Integer.toString(FlowControlBuilder.DEFAULT_MAX_LABEL_LENGTH),
                    "how long the value of a label may be, in characters, "
                            + FlowControlBuilder.MIN_MAX_LABEL_LENGTH
                            + " or more; a longer value is sent as its beginning and the SHA-256 of the whole");

    static final ConfigKey<String> LABELS_STATIC =
            new ConfigKey<>(
                    StaticLabels.PREFIX + "<key>",
                    Function.identity(),
                    "Choose another key.",
                    "",
                    "a label of every flow");

    /** The keys of baggage that become labels. */
    public static final ConfigKey<Set<String>> LABELS_BAGGAGE =
            new ConfigKey<>(
                    "aperture.labels.baggage",
                    ValueParsers::baggage,
                    "List the keys that clients may write, with commas between them, such as region, or set it to * for all; leave it empty for none.",
                    "",
                    "labels that clients may set as baggage, separated by commas; `*`: all keys that no other source may set. Baggage is OpenTelemetry's, or else the HTTP request's `baggage` header");

    static final ConfigKey<Set<String>> LABELS_HEADERS =
            new ConfigKey<>(
                    "aperture.labels.headers",
                    ValueParsers::headers,
                    "Write the names with commas between them, such as x-tenant-id.",
                    "",
                    "HTTP request headers that become labels, separated by commas; the key is the name in lower case");

    /** The key of the caller's label. */
    public static final ConfigKey<String> LABELS_PRINCIPAL =
            LABELS_STATIC.like(
                    "aperture.labels.principal",
                    "",
                    "the key of the label that holds the name of the authenticated caller");

    static final ConfigKey<String> EMBEDDED_POLICIES =
            new ConfigKey<>(
                    "aperture.embedded.policies",
                    Function.identity(),
                    "Name a file or folder of the class path or of the file system.",
                    EmbeddedAgentProvider.DEFAULT_POLICIES,
                    "the embedded agent's policies: a file or folder of the class path or of the file system");

    static final ConfigKey<Integer> EMBEDDED_MAX_KEYS =
            new ConfigKey<>(
                    "aperture.embedded.max-keys",
                    ValueParsers::count,
                    "Set it to a whole number such as "
                            + EmbeddedAgentProvider.DEFAULT_MAX_KEYS
                            + ".",
                    Integer.toString(EmbeddedAgentProvider.DEFAULT_MAX_KEYS),
                    "how many label values each limiter of the embedded agent counts separately, about 500 bytes each; when all are in use, new values are limited together");

    static final ConfigKey<Long> EMBEDDED_MAX_WAITING_BYTES =
            new ConfigKey<>(
                    "aperture.embedded.max-waiting-bytes",
                    ValueParsers::bytes,
                    "Set it to a whole number of bytes such as "
                            + EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES
                            + ".",
                    Long.toString(EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES),
                    "how many bytes all flows that wait at schedulers of the embedded agent may take, about 1,000 bytes each, 200 for each label, two for each character of their labels, and the values of a shared cache that they hold; beyond it, a flow that would have to wait is refused");

    static final ConfigKey<Boolean> EMBEDDED_FAITHFUL =
            ENABLED.like(
                    "aperture.embedded.faithful",
                    "false",
                    "`true`: the embedded agent does what Aperture's agent does, also where that is a bug, so that a test shows what happens in production");

    static final ConfigKey<String> EMBEDDED_STORE =
            new ConfigKey<>(
                    "aperture.embedded.store",
                    Function.identity(),
                    "Write it as redis://host:6379.",
                    "",
                    "the Redis or Valkey server in which the embedded agents of all instances count together, such as `redis://host:6379`; [shared limits](redis.md) lists the forms. Without it, each JVM counts by itself");

    static final ConfigKey<String> EMBEDDED_STORE_USERNAME =
            EMBEDDED_STORE.like(
                    "aperture.embedded.store.username",
                    "",
                    "the user of the store, in place of that in the address");

    static final ConfigKey<String> EMBEDDED_STORE_PASSWORD =
            EMBEDDED_STORE.like(
                    "aperture.embedded.store.password",
                    "",
                    "the password of the store, in place of that in the address; never logged");

    static final ConfigKey<String> EMBEDDED_STORE_KEY_PREFIX =
            new ConfigKey<>(
                    "aperture.embedded.store.key-prefix",
                    Function.identity(),
                    "Write it as aperture:.",
                    "aperture:",
                    "the beginning of all keys in the store; applications with the same prefix and policies share their limits");

    static final ConfigKey<StoreFailure> EMBEDDED_STORE_ON_FAILURE =
            new ConfigKey<>(
                    "aperture.embedded.store.on-failure",
                    ValueParsers::storeFailure,
                    "Set it to local, admit or reject.",
                    written(StoreFailure.LOCAL),
                    "what limiters do while the store cannot be asked. `local`: each instance counts by itself, and admits as much as the policies say; `admit`, `reject`: they admit or refuse all flows");

    private static final Pattern PROPERTIES =
            anyKey(
                    key ->
                            Pattern.quote(key)
                                    .replace("\"<name>\"", "\\E(?:\"[^\"]+\"|[^.\"]+)\\Q")
                                    .replace("<key>", "\\E.+\\Q"));

    /** A zero stands for a placeholder here: no key contains one. */
    private static final Pattern VARIABLES =
            anyKey(
                    key ->
                            variable(key.replaceAll("\"<name>\"|<key>", "0"))
                                    .replace("0", "[A-Z0-9_]+"));

    private final String key;
    private final Function<String, T> parser;
    private final String remedy;
    private final String defaultText;
    private final String documentation;

    private ConfigKey(
            String key,
            Function<String, T> parser,
            String remedy,
            String defaultText,
            String documentation) {
        this.key = key;
        this.parser = parser;
        this.remedy = remedy;
        this.defaultText = defaultText;
        this.documentation = documentation;
        ALL.add(this);
    }

    /** A key with the parser and remedy of this one. */
    private ConfigKey<T> like(String other, String defaultText, String documentation) {
        return new ConfigKey<>(other, parser, remedy, defaultText, documentation);
    }

    private static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String written(Set<String> values) {
        return String.join(", ", new TreeSet<>(values));
    }

    private static Pattern anyKey(UnaryOperator<String> pattern) {
        return Pattern.compile(
                ALL.stream().map(key -> pattern.apply(key.key)).collect(Collectors.joining("|")));
    }

    /**
     * The environment variable of a property, by the rules of MicroProfile Config: letters become
     * capitals, and every character other than a letter or digit becomes an underscore.
     */
    static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** All keys, in the order of the documentation. */
    static List<ConfigKey<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** Whether a property is a key of this library. */
    static boolean isProperty(String name) {
        return PROPERTIES.matcher(name).matches();
    }

    /** Whether an environment variable stands for a key of this library. */
    static boolean isVariable(String name) {
        return VARIABLES.matcher(name).matches();
    }

    /** {@return the name of the property} */
    public String key() {
        return key;
    }

    /**
     * {@return the default as the documentation shows it: a value, or a sentence if the default
     * depends on other keys; empty for none}
     */
    public String defaultText() {
        return defaultText;
    }

    /** The default of a key whose {@link #defaultText} is a value. */
    T defaultValue() {
        return parse(defaultText);
    }

    /** The meaning of the key, in Markdown. */
    String documentation() {
        return documentation;
    }

    /** Parses a value; throws exceptions like those of {@link ValueParsers}. */
    T parse(String text) {
        return parser.apply(text);
    }

    /** The remedy for an invalid value. */
    String remedy() {
        return remedy;
    }

    /** A value as messages show it: secrets, and addresses that may hold one, are masked. */
    String shown(String text) {
        return this == API_KEY || this == EMBEDDED_STORE || this == EMBEDDED_STORE_PASSWORD
                ? "***"
                : text;
    }

    @Override
    public String toString() {
        return key;
    }
}
