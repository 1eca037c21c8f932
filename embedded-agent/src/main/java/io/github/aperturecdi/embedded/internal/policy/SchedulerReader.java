package io.github.aperturecdi.embedded.internal.policy;

import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec.Workload;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec.WorkloadParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a scheduler's queue. */
final class SchedulerReader {

    private SchedulerReader() {}

    /**
     * Reads the scheduler of a component. Its {@code tokens_label_key} and {@code
     * denied_response_status_code} belong to the component's scope.
     */
    static SchedulerSpec read(YamlMapping scheduler) {
        scheduler.only(
                "workloads",
                "default_workload_parameters",
                "decision_deadline_margin",
                "tokens_label_key",
                "priority_label_key",
                "workload_label_key",
                "fairness_label_key",
                "denied_response_status_code");
        Duration margin = scheduler.duration("decision_deadline_margin");
        return new SchedulerSpec(
                workloads(scheduler.blocks("workloads")),
                parameters(scheduler.optional("default_workload_parameters")),
                scheduler.textOr("priority_label_key", ""),
                scheduler.textOr("workload_label_key", ""),
                scheduler.textOr("fairness_label_key", ""),
                margin == null ? SchedulerSpec.DEFAULT_DECISION_DEADLINE_MARGIN : margin);
    }

    private static List<Workload> workloads(List<@Nullable YamlMapping> blocks) {
        List<Workload> workloads = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            YamlMapping block = blocks.get(i);
            if (block != null) {
                workloads.add(workload(i, block));
            }
        }
        return List.copyOf(workloads);
    }

    private static Workload workload(int index, YamlMapping block) {
        block.only("name", "label_matcher", "parameters");
        String name = block.textOr("name", "");
        return new Workload(
                name.isEmpty() ? Integer.toString(index) : name,
                LabelMatcherReader.read(
                        block.required(
                                "label_matcher",
                                "label_matcher: {match_labels: {user_type: gold}}")),
                parameters(block.optional("parameters")));
    }

    private static WorkloadParameters parameters(YamlMapping block) {
        block.only("priority", "tokens", "queue_timeout");
        double priority = block.numberOr("priority", 0, 1);
        if (priority == 0) {
            block.problem(
                    "priority",
                    PolicyTexts.badValue("0", "is not positive", "Write 1, or another share."));
        }
        return new WorkloadParameters(
                priority, block.numberOr("tokens", 0, 1), block.duration("queue_timeout"));
    }
}
