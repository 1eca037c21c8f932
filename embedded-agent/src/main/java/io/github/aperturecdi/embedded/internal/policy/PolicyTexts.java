package io.github.aperturecdi.embedded.internal.policy;

import io.github.aperturecdi.internal.DidYouMean;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The messages about policy files. Ids: 200 to 259.
 *
 * <p>An error in a file begins with the file and the line.
 */
final class PolicyTexts {

    /** A longer name is no typing error of a known one. */
    private static final int LONGEST_NAME = 100;

    private PolicyTexts() {}

    /**
     * The first error stands in the first line: some servers' logs show one line of an exception.
     */
    static String policyErrors(String where, List<String> errors) {
        return """
                APERTURE-200: %s in the Aperture policies of %s: %s"""
                .formatted(
                        errors.size() == 1 ? "1 error" : errors.size() + " errors",
                        where,
                        String.join("\n  ", errors));
    }

    static String notFound(String where) {
        return """
                APERTURE-201: There is no file or folder '%s', neither in the file system nor on \
                the class path. Name a policy file, or a folder with *.yaml files."""
                .formatted(where);
    }

    static String unreadable(String file, Exception cause) {
        return """
                %s: APERTURE-202: The policies cannot be read (%s). Check that the file exists and \
                that this process may read it."""
                .formatted(file, cause);
    }

    static String notUtf8(String file, int line) {
        return """
                %s:%s: APERTURE-203: The file is not UTF-8 from here on. Save it as UTF-8."""
                .formatted(file, line);
    }

    static String yamlSyntax(String file, int line, String problem) {
        return """
                %s:%s: APERTURE-204: This is not YAML: %s. Correct the syntax; indent with spaces."""
                .formatted(file, line, problem);
    }

    static String notAPolicy(Collection<String> keys) {
        return """
                APERTURE-205: The document is not an Aperture policy: its keys are %s. A policy \
                has kind: Policy and a spec, or begins with circuit: or resources:. Correct the \
                keys, or move the file elsewhere."""
                .formatted(keys);
    }

    static String unknownBlueprint(String blueprint, Collection<String> known) {
        return """
                APERTURE-206: The blueprint '%s' is not known here. The known ones are %s%s \
                Generate the policy of another blueprint (aperturectl blueprints generate), and \
                put the policy here."""
                .formatted(blueprint, String.join(", ", known), didYouMean(blueprint, known));
    }

    private static String didYouMean(String written, Collection<String> known) {
        String nearest =
                written.length() > LONGEST_NAME ? null : DidYouMean.nearest(written, known);
        return nearest == null ? "." : ". Did you mean '" + nearest + "'?";
    }

    static String missing(String key, String example) {
        return """
                APERTURE-207: '%s' is missing. Add it, as in %s."""
                .formatted(key, example);
    }

    static String unknownKey(String key, Collection<String> known) {
        return """
                APERTURE-208: The key '%s' is unknown here. The known keys are %s%s Correct or \
                remove it."""
                .formatted(key, String.join(", ", known), didYouMean(key, known));
    }

    static String wrongType(String expected, String found) {
        return wrongType(expected, found, "Write the expected type.");
    }

    private static String wrongType(String expected, String found, String remedy) {
        return """
                APERTURE-209: Expected %s, found %s. %s"""
                .formatted(expected, found, remedy);
    }

    static String duration(String found, String remedy) {
        return wrongType(
                "a duration in seconds",
                found,
                "Aperture's controller takes no other unit. Write " + remedy + ".");
    }

    static String badRegex(String regex, String problem) {
        return """
                APERTURE-226: The regular expression '%s' cannot be used: %s. Write it in the \
                syntax of RE2, which has neither look-around nor back references."""
                .formatted(regex.length() > 100 ? regex.substring(0, 100) + "..." : regex, problem);
    }

    static String tooDeep(int most) {
        return """
                APERTURE-227: The nesting is deeper than %s levels. Use fewer levels, and no alias \
                inside of the value that it names."""
                .formatted(most);
    }

    static String badValue(String value, String problem, String remedy) {
        return """
                APERTURE-210: The value '%s' %s. %s"""
                .formatted(value, problem, remedy);
    }

    static String duplicateKey(String key) {
        return """
                APERTURE-212: The key '%s' appears twice. Remove one of the two."""
                .formatted(key);
    }

    static String keyIsNoText(String found) {
        return """
                APERTURE-213: A key must be a text, and this one is %s. Replace it, or put it in \
                quotes."""
                .formatted(found);
    }

    static String mergesItself() {
        return """
                APERTURE-220: The mapping merges itself. Remove its '<<', or name another anchor.""";
    }

    static String tag(String tag) {
        return """
                APERTURE-221: The tag '%s' is not supported. Write the value without the tag, a \
                text in quotes."""
                .formatted(tag);
    }

    static String tooLarge(int most) {
        return """
                APERTURE-222: With its aliases resolved, the document has more than %s entries. \
                Use fewer aliases."""
                .formatted(most);
    }

    static String lateMerge(String key) {
        return """
                APERTURE-223: The merge key '<<' brings the key '%s', which stands before it. \
                kubectl and aperturectl take the merged value, the controller takes the other one. \
                Write '<<' first."""
                .formatted(key);
    }

    static String secondMerge() {
        return """
                APERTURE-224: The merge key '<<' appears twice. Merge several mappings as a list, \
                such as <<: [*one, *other].""";
    }

    static String tooManyErrors(int most) {
        return """
                APERTURE-225: There are more than %s errors; the rest of the document is not read. \
                Correct these first."""
                .formatted(most);
    }

    static String duplicatePolicy(String file, int line, String name, String otherFile) {
        return """
                %s:%s: APERTURE-214: The policy '%s' is also in %s. Names of policies are unique: \
                rename or remove one of the two."""
                .formatted(file, line, name, otherFile);
    }

    static String signalName(String signal) {
        return """
                APERTURE-215: The port takes its value from the signal '%s', which the embedded \
                agent does not compute. Give the port a constant_signal with a value, or the \
                signal of a variable."""
                .formatted(signal);
    }

    static String signalChain(int most) {
        return """
                APERTURE-228: The value of a signal depends on a chain of more than %s components. \
                Use fewer."""
                .formatted(most);
    }

    static String notOneOf(Collection<String> found, String choices) {
        return """
                APERTURE-216: Expected exactly one of %s, found %s. Keep one."""
                .formatted(choices, found.isEmpty() ? "none" : String.join(", ", found));
    }

    static String noPolicies(String where) {
        return """
                APERTURE-250: There are no Aperture policies in %s, so every flow is admitted. Put \
                policy files (*.yaml) there."""
                .formatted(where);
    }

    static String inert(String policy, String file, String part, List<Integer> lines) {
        return """
                APERTURE-251: The embedded agent does not act on '%s' of the policy '%s' (%s, line \
                %s): %s. Set aperture.agent.address to an Aperture agent if you need it."""
                .formatted(
                        part,
                        policy,
                        file,
                        lines.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                        notEnforced(part));
    }

    private static String notEnforced(String part) {
        return switch (part) {
            case "alerter" -> "no alert is raised";
            case "auto_scale" -> "nothing is scaled";
            case "query" -> "Prometheus is not queried, and the signal has no value";
            case "resources.flow_control.classifiers" -> "no labels are taken from requests";
            case "resources.flow_control.flux_meters",
                    "resources.infra_meters",
                    "resources.telemetry_collectors" ->
                    "no metrics are collected";
            default ->
                    part.endsWith("_scheduler") || part.equals("private")
                            ? "it neither delays nor refuses any flow"
                            : part.startsWith("policy.")
                                    ? "it has no effect"
                                    : "its signals have no value";
        };
    }

    static String lazySync(String policy, String file, int line) {
        return """
                APERTURE-253: The policy '%s' (%s:%s) has lazy_sync. It has an effect only \
                with aperture.embedded.store: in one JVM the embedded agent counts exactly."""
                .formatted(policy, file, line);
    }

    static String notComputed(String policy, String file, int line, String port, boolean value) {
        return """
                APERTURE-254: In the policy '%s' (%s:%s) the port '%s' of a load ramp depends on \
                signals that the embedded agent does not compute. They count as invalid, and the \
                port reads %s. Use variables and constants, or set aperture.agent.address to an \
                Aperture agent."""
                .formatted(policy, file, line, port, value);
    }

    static String policiesChanged(String where, List<String> names) {
        return """
                APERTURE-255: The policies of %s have changed. The policies in force are now: %s."""
                .formatted(where, names.isEmpty() ? "none" : String.join(", ", names));
    }

    static String keptPolicies(String where, String problem) {
        return """
                APERTURE-256: The policies of %s have changed and cannot be used. The earlier ones \
                stay in force until this is corrected. %s"""
                .formatted(where, problem);
    }

    static String serviceNeverMatches(String policy, String file, int line, String service) {
        return """
                APERTURE-252: The policy '%s' (%s:%s) selects the service '%s'. The embedded agent \
                discovers no services, so this selector matches no flow here. Remove the service, \
                or write 'any'."""
                .formatted(policy, file, line, service);
    }
}
