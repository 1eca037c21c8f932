package io.github.aperturecdi.embedded.internal.policy;

import java.util.ArrayList;
import java.util.List;

/** Thrown when policies cannot be used. The message lists every error of every file. */
public sealed class PolicyException extends IllegalArgumentException
        permits PolicyFiles.Unreadable {

    private static final long serialVersionUID = 1L;

    /** The errors, in the order of files and lines. */
    private final ArrayList<String> errors;

    PolicyException(String where, List<String> errors) {
        super(PolicyTexts.policyErrors(where, errors));
        this.errors = new ArrayList<>(errors);
    }

    /**
     * The single errors, each with its file, line, problem and remedy.
     *
     * @return the errors, not empty
     */
    public List<String> errors() {
        return List.copyOf(errors);
    }
}
