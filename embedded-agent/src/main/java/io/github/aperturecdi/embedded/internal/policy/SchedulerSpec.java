package io.github.aperturecdi.embedded.internal.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of waiting flows, and how long they wait.
 *
 * @param workloads the workloads; a flow belongs to the first one that it matches
 * @param defaultWorkload the parameters of a flow that matches no workload
 * @param priorityLabelKey the label whose positive number replaces the workload's priority; empty
 *     for none
 * @param workloadLabelKey the label whose value replaces the workload's name; empty for none
 * @param fairnessLabelKey the label whose values get equal shares within a workload; empty for none
 * @param decisionDeadlineMargin how much earlier than its caller's deadline a flow stops waiting,
 *     not negative
 */
public record SchedulerSpec(
        List<Workload> workloads,
        WorkloadParameters defaultWorkload,
        String priorityLabelKey,
        String workloadLabelKey,
        String fairnessLabelKey,
        Duration decisionDeadlineMargin) {

    /** The default margin. */
    public static final Duration DEFAULT_DECISION_DEADLINE_MARGIN = Duration.ofMillis(10);

    /** A scheduler with a single workload. */
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
     * @param name the workload's name; its index in the list if the policy does not name it
     * @param matcher matches the flows of the workload
     * @param parameters the parameters of the flows
     */
    public record Workload(String name, LabelMatcher matcher, WorkloadParameters parameters) {}

    /**
     * The parameters of a workload's flows.
     *
     * @param priority the share relative to other workloads, finite and positive
     * @param tokens the tokens of a flow without a token label, finite and not negative; 0 means 1
     * @param queueTimeout the longest wait of a flow; null to wait as long as the caller does
     */
    public record WorkloadParameters(
            double priority, double tokens, @Nullable Duration queueTimeout) {

        /** The default parameters. */
        public static final WorkloadParameters DEFAULT = new WorkloadParameters(1, 1, null);
    }
}
