package io.github.aperturecdi.config;

import io.github.aperturecdi.flow.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlBuilder;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys that this library reads. The README's table says the same, and a test compares them. */
public enum ConfigKey {
    /** Off: no agent, every call runs. */
    ENABLED("aperture.enabled", "true", "`false`: no agent is asked and every call runs"),

    /** Where the agent is. */
    AGENT_ADDRESS(
            "aperture.agent.address",
            "`embedded` with the embedded agent's jar on the class path, else `localhost:8089`",
            "`host:port`, `dns:///host:port`, `unix:/path`, or `embedded`"),

    /** Plaintext or TLS. */
    AGENT_INSECURE(
            "aperture.agent.insecure",
            "`true` without an API key and certificate files, else `false`",
            "`true`: plaintext; `false`: TLS"),

    /** The credential. */
    API_KEY(
            "aperture.api.key",
            "",
            "sent as `x-api-key` with every call to the agent; never logged"),

    /** Whom TLS trusts. */
    ROOT_CERTIFICATE_FILE(
            "aperture.root.certificate.file",
            "",
            "PEM file of the certificates that TLS trusts, instead of the JVM's"),

    /** Who this side is. */
    CLIENT_CERTIFICATE_FILE(
            "aperture.client.certificate.file",
            "",
            "PEM file of the client certificate, and of those between it and a root, for mutual TLS"),

    /** Proves who this side is. */
    CLIENT_KEY_FILE(
            "aperture.client.key.file",
            "",
            "PEM file of the client certificate's key, as unencrypted PKCS#8"),

    /** How long a decision may take. */
    TIMEOUT(
            "aperture.timeout",
            FlowControl.DEFAULT_TIMEOUT.toMillis() + "ms",
            "how long a decision may take: `200ms`, `2s` or `PT0.2S`"),

    /** What becomes of a call without a decision. */
    ON_UNREACHABLE(
            "aperture.on-unreachable",
            OnUnreachable.ADMIT.name().toLowerCase(Locale.ROOT),
            "a call for which there is no decision in time: `admit` runs it, `reject` refuses it with 503"),

    /** How far the agent's word counts. */
    MODE(
            "aperture.mode",
            Mode.ENFORCE.name().toLowerCase(Locale.ROOT),
            "`enforce`; `shadow`: agents are asked, everything runs, and what would have been refused is counted; `off`: nobody is asked"),

    /** Ramp mode for every flow. */
    ENABLE_RAMP_MODE(
            "aperture.enable.ramp.mode",
            "false",
            "`true`: every call runs only where a load ramp lets it, as with `rampMode` of the annotation"),

    /** The mode of one control point. */
    CONTROL_POINT_MODE(
            "aperture.control-point.\"<name>\".mode",
            "`aperture.mode`",
            "the mode of one control point"),

    /** The time for a decision at one control point. */
    CONTROL_POINT_TIMEOUT(
            "aperture.control-point.\"<name>\".timeout",
            "the annotation's, else `aperture.timeout`",
            "how long a decision may take at one control point"),

    /** What becomes of a call without a decision at one control point. */
    CONTROL_POINT_ON_UNREACHABLE(
            "aperture.control-point.\"<name>\".on-unreachable",
            "`reject` in ramp mode, else `aperture.on-unreachable`",
            "`admit` or `reject` for one control point"),

    /** A label of every flow of one control point. */
    CONTROL_POINT_LABELS(
            "aperture.control-point.\"<name>\".labels.<key>",
            "",
            "a label of every flow of one control point; a parameter's replaces it"),

    /** Whether ends travel together. */
    FLOW_END_COALESCE(
            "aperture.flow-end.coalesce",
            "true",
            "ends of one control point that wait together travel in one call to the agent, which counts it as one in `flowcontrol_ends_total`; `false`: a call for each"),

    /** How long a shutdown waits. */
    SHUTDOWN_TIMEOUT(
            "aperture.shutdown-timeout",
            FlowControl.DEFAULT_SHUTDOWN_TIMEOUT.toSeconds() + "s",
            "how long a shutdown waits for the calls under way"),

    /** Which labels are numbers of tokens. */
    LABELS_TOKEN_KEYS(
            "aperture.labels.token-keys",
            "tokens",
            "labels whose values are numbers of tokens, separated by commas: a negative or non-finite one is left out, and none comes from baggage"),

    /** Which labels are for schedulers. */
    LABELS_SCHEDULING_KEYS(
            "aperture.labels.scheduling-keys",
            "fairness, priority, workload",
            "labels that policies name as the keys of priority, workload and fairness, separated by commas: they never come from baggage"),

    /** How long a label may be. */
    LABELS_MAX_LENGTH(
            "aperture.labels.max-length",
            String.valueOf(FlowControlBuilder.DEFAULT_MAX_LABEL_LENGTH),
            "how long the value of a label may be, in characters, 64 or more: a longer one becomes its beginning and a SHA-256 of the whole"),

    /** Labels of every flow. */
    LABELS_STATIC(StaticLabels.PREFIX + "<key>", "", "a label of every flow"),

    /** What of baggage becomes labels. */
    LABELS_BAGGAGE(
            "aperture.labels.baggage",
            "",
            "labels that clients may write, as baggage (OpenTelemetry's, or where there is none, the HTTP request's `baggage` header), separated by commas; `*`: all that nothing else may set"),

    /** Which headers become labels. */
    LABELS_HEADERS(
            "aperture.labels.headers",
            "",
            "HTTP request headers that become labels, separated by commas; the key is the name in lower case"),

    /** Under which key the caller is sent. */
    LABELS_PRINCIPAL(
            "aperture.labels.principal",
            "",
            "the label key under which the name of the authenticated caller is sent"),

    /** Where the interceptor stands among others. */
    INTERCEPTOR_PRIORITY(
            "aperture.interceptor.priority",
            "100",
            "the interceptor's `@Priority`, 0 or more: the smaller runs first; `4020` is inside MicroProfile Fault Tolerance (4010). Read when Quarkus builds, and not when it runs"),

    /** Where the embedded agent finds its policies. */
    EMBEDDED_POLICIES(
            "aperture.embedded.policies",
            "META-INF/aperture/",
            "the embedded agent's policies: a file or folder of the class path or of the file system"),

    /** How many label values a limiter of the embedded agent keeps apart. */
    EMBEDDED_MAX_KEYS(
            "aperture.embedded.max-keys",
            Integer.toString(EmbeddedAgentProvider.DEFAULT_MAX_KEYS),
            "how many label values each limiter of the embedded agent keeps apart, about 500 bytes each; when as many are in use, new ones are limited together");

    private final String key;
    private final String defaultText;
    private final String documentation;
    private final Pattern property;
    private final Pattern variable;

    ConfigKey(String key, String defaultText, String documentation) {
        this.key = key;
        this.defaultText = defaultText;
        this.documentation = documentation;
        this.property = pattern(key, Pattern::quote, "(?:\"[^\"]+\"|[^.\"]+)", ".+");
        this.variable = pattern(key, ConfigKey::variable, "[A-Z0-9_]+", "[A-Z0-9_]+");
    }

    /** The key with what may stand in place of {@code "<name>"} and {@code <key>}. */
    private static Pattern pattern(
            String key, UnaryOperator<String> fixed, String name, String rest) {
        StringBuilder pattern = new StringBuilder();
        Matcher open = Pattern.compile("\"<name>\"|<key>").matcher(key);
        int end = 0;
        while (open.find()) {
            pattern.append(fixed.apply(key.substring(end, open.start())));
            pattern.append(open.group().startsWith("\"") ? name : rest);
            end = open.end();
        }
        return Pattern.compile(pattern + fixed.apply(key.substring(end)));
    }

    /**
     * The environment variable of a property, by the rules of MicroProfile Config: what is no
     * letter and no digit becomes an underscore, and letters become capitals.
     */
    static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Whether a property is one of ours. */
    static boolean isProperty(String name) {
        return Arrays.stream(values()).anyMatch(key -> key.property.matcher(name).matches());
    }

    /** Whether an environment variable is one of ours. */
    static boolean isVariable(String name) {
        return Arrays.stream(values()).anyMatch(key -> key.variable.matcher(name).matches());
    }

    /**
     * The key.
     *
     * @return its name in MicroProfile Config
     */
    public String key() {
        return key;
    }

    /**
     * The default.
     *
     * @return the value where there is a fixed one, else a sentence; empty for none
     */
    public String defaultText() {
        return defaultText;
    }

    /**
     * What the key means.
     *
     * @return a sentence in Markdown
     */
    public String documentation() {
        return documentation;
    }
}
