package io.github.aperturecdi.embedded.internal.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one document of a policy file while it is read. */
final class ProblemLog {

    /** The limit on errors. Aliases may multiply errors. */
    private static final int MAX_ERRORS = 1_000;

    /** The limit on the steps of all regular expressions of a document: some tens of megabytes. */
    private static final long MAX_REGEX_STEPS = 500_000;

    /** The longest name that problems show in full. */
    private static final int MAX_NAME = 200;

    private final String file;
    private final List<String> errors;
    private final Entries entries = new Entries(this);
    private @Nullable String policy;
    private long regexSteps;

    /**
     * @param errors receives every problem
     */
    ProblemLog(String file, List<String> errors) {
        this.file = file;
        this.errors = errors;
    }

    /** Sets the policy to which later problems belong. Each of them shows its name. */
    void policy(String name) {
        policy = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "..." : name;
    }

    /** Whether there is room for another regular expression. */
    boolean hasRoomForRegex(long steps) {
        regexSteps += Math.min(steps, MAX_REGEX_STEPS);
        return steps <= RegexSize.MOST && regexSteps <= MAX_REGEX_STEPS;
    }

    Entries entries() {
        return entries;
    }

    /**
     * @throws PolicyEvents.Refused if there are too many problems
     */
    void problem(int line, String path, String text) {
        if (errors.size() >= MAX_ERRORS) {
            throw new PolicyEvents.Refused(line, PolicyTexts.tooManyErrors(MAX_ERRORS));
        }
        String place = path.isEmpty() ? "" : path + ": ";
        errors.add(
                file
                        + ":"
                        + line
                        + ": "
                        + (policy == null ? "" : "policy '" + policy + "': ")
                        + place
                        + text);
    }
}
