package io.github.aperturecdi.embedded.internal.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds and reads policies. */
public final class PolicyLoader {

    private static final System.Logger LOG = System.getLogger(PolicyLoader.class.getName());

    private PolicyLoader() {}

    /**
     * Reads all policies of a place. Logs a warning for each part that this agent does not enforce,
     * and when there are no policies.
     *
     * @param where a file or folder of the file system, or a folder (or file) of the class path,
     *     searched in this order; the prefixes {@code file:} and {@code classpath:} choose one of
     *     the two. A folder contributes its direct *.yaml and *.yml files, in the order of their
     *     names; a class path folder contributes those of every root
     * @param loader the class loader for the class path
     * @return the policies, in the order of the files
     * @throws PolicyException if the place does not exist, or if a file has an error; the message
     *     lists all errors of all files
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
     * Whether two files hold the same policy. A class path often has the same file twice, and the
     * values of a blueprint are often beside the policy generated from them.
     */
    private static boolean isCopy(Policy policy, Policy other) {
        boolean same =
                policy.hash().equals(other.hash()) || policy.limiters().equals(other.limiters());
        return same && !policy.file().equals(other.file());
    }
}
