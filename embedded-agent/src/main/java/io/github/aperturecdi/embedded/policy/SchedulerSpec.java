package io.github.aperturecdi.embedded.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who goes first, and how long a flow waits.
 *
 * @param workloads the first one that a flow matches is its workload
 * @param defaultWorkload the parameters of a flow that matches no workload
 * @param priorityLabelKey the label whose positive number replaces the workload's priority; empty
 *     for none
 * @param workloadLabelKey the label whose value replaces the workload's name; empty for none
 * @param fairnessLabelKey the label whose values get equal shares within a workload; empty for none
 * @param decisionDeadlineMargin a flow waits this much less than its caller does, not negative
 */
public record SchedulerSpec(
        List<Workload> workloads,
        WorkloadParameters defaultWorkload,
        String priorityLabelKey,
        String workloadLabelKey,
        String fairnessLabelKey,
        Duration decisionDeadlineMargin) {

    /** The margin that a policy need not name. */
    public static final Duration DEFAULT_DECISION_DEADLINE_MARGIN = Duration.ofMillis(10);

    /** A scheduler that knows one workload only. */
    public static final SchedulerSpec DEFAULT =
            new SchedulerSpec(
                    List.of(),
                    WorkloadParameters.DEFAULT,
                    "",
                    "",
                    "",
                    DEFAULT_DECISION_DEADLINE_MARGIN);

    /**
     * A group of flows.
     *
     * @param name its name; its index in the list if the policy does not name it
     * @param matcher the flows that belong to it
     * @param parameters how they are treated
     */
    public record Workload(String name, LabelMatcher matcher, WorkloadParameters parameters) {}

    /**
     * How the flows of a workload are treated.
     *
     * @param priority the share relative to other workloads, finite and positive
     * @param tokens what a flow takes that does not say so by label, finite and not negative; 0 is
     *     as 1
     * @param queueTimeout how long a flow waits at most; null for as long as its caller does
     */
    public record WorkloadParameters(
            double priority, double tokens, @Nullable Duration queueTimeout) {

        /** What a policy need not name. */
        public static final WorkloadParameters DEFAULT = new WorkloadParameters(1, 1, null);
    }
}
