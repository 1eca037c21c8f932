package io.github.aperturecdi.embedded.policy;

import io.github.aperturecdi.flow.DidYouMean;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every text that the embedded agent says to people, each with an id to search for. An error says
 * what, where, which value, and the remedy.
 *
 * <p>Not meant for applications.
 */
public final class PolicyTexts {

    /** Longer ones are no slips. */
    private static final int LONGEST_NAME = 100;

    private PolicyTexts() {}

    static String policyErrors(String where, List<String> errors) {
        // The first error in the first line: some servers' logs show one line of an exception.
        return "APERTURE-200: "
                + (errors.size() == 1 ? "1 error" : errors.size() + " errors")
                + " in the Aperture policies of "
                + where
                + ": "
                + String.join("\n  ", errors);
    }

    static String notFound(String where) {
        return "APERTURE-201: There is no file or folder '"
                + where
                + "', neither in the file system nor on the class path. Name a policy file, or a folder with *.yaml"
                + " files.";
    }

    static String unreadable(String file, Exception cause) {
        return file
                + ": APERTURE-202: The policies cannot be read ("
                + cause
                + "). Check that the file is there and that this process may read it.";
    }

    static String notUtf8(String file, int line) {
        return file
                + ":"
                + line
                + ": APERTURE-203: The file is not UTF-8 from here on. Save it as UTF-8.";
    }

    static String yamlSyntax(String file, int line, String problem) {
        return file
                + ":"
                + line
                + ": APERTURE-204: This is no YAML: "
                + problem
                + ". Correct the syntax; indent with spaces.";
    }

    static String notAPolicy(Collection<String> keys) {
        return "APERTURE-205: The document is no Aperture policy: its keys are "
                + keys
                + ". A policy has kind: Policy and a spec, or begins with circuit: or resources:. Correct the keys,"
                + " or move the file elsewhere.";
    }

    static String unknownBlueprint(String blueprint, Collection<String> known) {
        return "APERTURE-206: The blueprint '"
                + blueprint
                + "' is not known here. Known are "
                + String.join(", ", known)
                + didYouMean(blueprint, known)
                + " Of others, generate the policy (aperturectl blueprints generate) and put that here.";
    }

    private static String didYouMean(String written, Collection<String> known) {
        String nearest =
                written.length() > LONGEST_NAME ? null : DidYouMean.nearest(written, known);
        return nearest == null ? "." : ". Did you mean '" + nearest + "'?";
    }

    static String missing(String key, String example) {
        return "APERTURE-207: '" + key + "' is missing. Add it, such as " + example + ".";
    }

    static String unknownKey(String key, Collection<String> known) {
        return "APERTURE-208: '"
                + key
                + "' is not known here. Known are "
                + String.join(", ", known)
                + didYouMean(key, known)
                + " Correct or remove it.";
    }

    static String wrongType(String expected, String found) {
        return wrongType(expected, found, "Write it so.");
    }

    private static String wrongType(String expected, String found, String remedy) {
        return "APERTURE-209: Expected " + expected + ", found " + found + ". " + remedy;
    }

    static String duration(String found, String remedy) {
        return wrongType(
                "a duration in seconds",
                found,
                "Aperture's controller takes no other unit. Write " + remedy + ".");
    }

    static String badRegex(String regex, String problem) {
        return "APERTURE-226: The regular expression '"
                + (regex.length() > 100 ? regex.substring(0, 100) + "..." : regex)
                + "' cannot be used: "
                + problem
                + ". Write it in the syntax of RE2, which knows no look-around and no back references.";
    }

    static String tooDeep(int most) {
        return "APERTURE-227: Something nests more than "
                + most
                + " levels deep. Use fewer levels, and no alias within what it names.";
    }

    static String badValue(String value, String problem, String remedy) {
        return "APERTURE-210: The value '" + value + "' " + problem + ". " + remedy;
    }

    static String duplicateKey(String key) {
        return "APERTURE-212: The key '"
                + key
                + "' stands here a second time. Remove one of the two.";
    }

    static String keyIsNoText(String found) {
        return "APERTURE-213: A key has to be a text, and here it is "
                + found
                + ". Replace it, or put it in quotes.";
    }

    static String mergesItself() {
        return "APERTURE-220: The mapping merges itself. Remove its '<<', or name another anchor.";
    }

    static String tag(String tag) {
        return "APERTURE-221: The tag '"
                + tag
                + "' is not supported. Write the value without it; a text in quotes.";
    }

    static String tooLarge(int most) {
        return "APERTURE-222: The document has more than "
                + most
                + " entries once its aliases are followed. Use fewer aliases.";
    }

    static String lateMerge(String key) {
        return "APERTURE-223: The merge key '<<' brings the key '"
                + key
                + "', which stands before it. kubectl and aperturectl take the merged value, the controller the other"
                + " one. Write '<<' first.";
    }

    static String secondMerge() {
        return "APERTURE-224: The merge key '<<' stands here a second time. Merge several mappings as a list, such as"
                + " <<: [*one, *other].";
    }

    static String tooManyErrors(int most) {
        return "APERTURE-225: There are more than "
                + most
                + " errors, and the rest is not read. Correct these first.";
    }

    static String duplicatePolicy(String file, int line, String name, String otherFile) {
        return file
                + ":"
                + line
                + ": APERTURE-214: The policy '"
                + name
                + "' is also in "
                + otherFile
                + ". Names of policies are unique: rename or remove one of the two.";
    }

    static String signalName(String signal) {
        return "APERTURE-215: The port takes its value from the signal '"
                + signal
                + "', which the embedded agent does not compute. Give the port a constant_signal with a value, or the"
                + " signal of a variable.";
    }

    static String signalChain(int most) {
        return "APERTURE-228: The value of a signal depends on more than "
                + most
                + " components in a row. Use fewer.";
    }

    static String notOneOf(Collection<String> found, String choices) {
        return "APERTURE-216: Expected exactly one of "
                + choices
                + ", found "
                + (found.isEmpty() ? "none" : String.join(", ", found))
                + ". Leave one.";
    }

    static String noPolicies(String where) {
        return "APERTURE-250: There are no Aperture policies in "
                + where
                + ": every flow is admitted. Put policy files (*.yaml) there.";
    }

    static String inert(String policy, String file, String part, List<Integer> lines) {
        return "APERTURE-251: The embedded agent does not act on '"
                + part
                + "' of the policy '"
                + policy
                + "' ("
                + file
                + ", line "
                + lines.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + "): "
                + notEnforced(part)
                + ". Set aperture.agent.address to an Aperture agent where this is needed.";
    }

    private static String notEnforced(String part) {
        return switch (part) {
            case "alerter" -> "no alert is raised";
            case "auto_scale" -> "nothing is scaled";
            case "query" -> "Prometheus is not asked, and the signal has no value";
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
        return "APERTURE-253: The policy '"
                + policy
                + "' ("
                + file
                + ":"
                + line
                + ") has lazy_sync. It has no effect in the embedded agent, which counts exactly in one JVM.";
    }

    static String notComputed(String policy, String file, int line, String port, boolean value) {
        return "APERTURE-254: In the policy '"
                + policy
                + "' ("
                + file
                + ":"
                + line
                + ") the port '"
                + port
                + "' of a load ramp depends on signals that the embedded agent does not compute. They count as"
                + " invalid, and the port reads "
                + (value ? "true" : "false")
                + ". Use variables and constants, or set aperture.agent.address to an Aperture agent.";
    }

    static String policiesChanged(String where, List<String> names) {
        return "APERTURE-255: The policies of "
                + where
                + " have changed. In force are now: "
                + (names.isEmpty() ? "none" : String.join(", ", names))
                + ".";
    }

    static String keptPolicies(String where, String problem) {
        return "APERTURE-256: The policies of "
                + where
                + " have changed and cannot be used. Those before them stay in force until this is corrected. "
                + problem;
    }

    static String serviceNeverMatches(String policy, String file, int line, String service) {
        return "APERTURE-252: The policy '"
                + policy
                + "' ("
                + file
                + ":"
                + line
                + ") selects the service '"
                + service
                + "'. The embedded agent discovers no services, so this selector matches no flow here. Leave the"
                + " service out, or write 'any'.";
    }

    /**
     * @return the line that a process of its own prints when it is ready
     */
    public static String listening(String address, String policies) {
        return "Aperture agent listening on " + address + ", policies of " + policies;
    }

    /**
     * @return an argument of the process that cannot be used
     */
    public static String badArgument(String argument, String problem) {
        return "APERTURE-260: The argument '" + argument + "' " + problem + ".";
    }

    /**
     * @return the address cannot be listened on
     */
    public static String cannotListen(String address, Exception cause) {
        return "APERTURE-261: The agent cannot listen on "
                + address
                + " ("
                + cause.getMessage()
                + "). Is the port in use? Choose another one with --port.";
    }

    /**
     * @return a request is larger than an agent takes
     */
    public static String tooLarge(int bytes, int most) {
        return "APERTURE-262: The request has "
                + bytes
                + " bytes, and an Aperture agent takes at most "
                + most
                + ". Send fewer or shorter labels, or smaller cache values.";
    }
}
