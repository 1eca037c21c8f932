package io.github.aperturecdi.embedded.internal.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** The notes about one policy that are logged, but are not errors. */
final class PolicyNotes {

    private static final System.Logger LOG = System.getLogger(PolicyLoader.class.getName());

    private record Note(System.Logger.Level level, BinaryOperator<String> text) {}

    private final Map<String, List<Integer>> inert = new LinkedHashMap<>();
    private final List<Note> others = new ArrayList<>();

    /** Notes a part that this agent does not enforce. */
    void inert(String part, int line) {
        inert.computeIfAbsent(part, p -> new ArrayList<>()).add(line);
    }

    void serviceNeverMatches(int line, String service) {
        note(
                System.Logger.Level.WARNING,
                (policy, file) -> PolicyTexts.serviceNeverMatches(policy, file, line, service));
    }

    void lazySync(int line) {
        note(System.Logger.Level.INFO, (policy, file) -> PolicyTexts.lazySync(policy, file, line));
    }

    /** Notes that a load ramp's port reads a signal that is not fully computed here. */
    void notComputed(String port, int line, boolean value) {
        note(
                System.Logger.Level.WARNING,
                (policy, file) -> PolicyTexts.notComputed(policy, file, line, port, value));
    }

    private void note(System.Logger.Level level, BinaryOperator<String> text) {
        others.add(new Note(level, text));
    }

    void log(String policy, String file) {
        inert.forEach(
                (part, lines) ->
                        LOG.log(
                                System.Logger.Level.WARNING,
                                PolicyTexts.inert(policy, file, part, lines)));
        others.forEach(note -> LOG.log(note.level(), note.text().apply(policy, file)));
    }
}
