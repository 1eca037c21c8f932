package io.github.aperturecdi.embedded.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds and reads policies. */
public final class PolicyLoader {

    private static final System.Logger LOG = System.getLogger(PolicyLoader.class.getName());

    private PolicyLoader() {}

    /**
     * Reads all policies of a place. Logs a warning for each part that this agent does not act on,
     * and when there are no policies.
     *
     * @param where a file or folder of the file system, or a folder (or file) of the class path,
     *     looked for in this order; the prefixes {@code file:} and {@code classpath:} choose one of
     *     the two. Of a folder, its own *.yaml and *.yml files count, in the order of their names;
     *     of the class path, those of every root
     * @param loader the class loader for the class path
     * @return the policies, in the order of the files
     * @throws PolicyException if there is no such place, or if anything is wrong with any of the
     *     files; the message lists all errors of all files
     */
    public static List<Policy> load(String where, ClassLoader loader) {
        return read(where, PolicyFiles.find(where, loader));
    }

    /**
     * Reads the policies in files.
     *
     * @param where the place of the files, for messages
     */
    static List<Policy> read(String where, List<PolicyFile> files) {
        List<String> errors = new ArrayList<>();
        Map<String, PolicyReader.Found> byName = new LinkedHashMap<>();
        for (PolicyFile file : files) {
            for (PolicyReader.Found found : new PolicyReader(file, errors).read()) {
                PolicyReader.Found other = byName.putIfAbsent(found.policy().name(), found);
                if (other != null && !isCopy(found.policy(), other.policy())) {
                    errors.add(
                            PolicyTexts.duplicatePolicy(
                                    file.location(),
                                    found.line(),
                                    found.policy().name(),
                                    other.policy().file() + ":" + other.line()));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw new PolicyException(where, errors);
        }
        if (byName.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, PolicyTexts.noPolicies(where));
        }
        byName.values()
                .forEach(found -> found.notes().log(found.policy().name(), found.policy().file()));
        return byName.values().stream().map(PolicyReader.Found::policy).toList();
    }

    /**
     * One policy in two files: a class path often has the same file twice, and the values of a
     * blueprint often lie beside the policy that was generated from them.
     */
    private static boolean isCopy(Policy policy, Policy other) {
        boolean same =
                policy.hash().equals(other.hash()) || policy.limiters().equals(other.limiters());
        return same && !policy.file().equals(other.file());
    }
}
