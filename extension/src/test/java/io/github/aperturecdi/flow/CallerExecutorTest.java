package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where answers reach those who wait, also on a machine with two cores. */
class CallerExecutorTest {

    @Test
    void many_answers_start_few_threads() throws Exception {
        long before = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
        List<CompletableFuture<String>> here = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            here.add(CallerExecutor.OF_THE_JDK.of(answer));
            answer.complete("there");
        }
        for (CompletableFuture<String> each : here) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo("there");
        }

        assertThat(ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - before)
                .isLessThan(300);
    }

    @Test
    void an_answer_whose_user_waits_for_another_one_does_not_keep_it_back() throws Exception {
        CompletableFuture<String> second = new CompletableFuture<>();
        CompletableFuture<String> secondHere = CallerExecutor.OF_THE_JDK.of(second);
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<String> first = new CompletableFuture<>();
            waiting.add(CallerExecutor.OF_THE_JDK.of(first).thenApply(text -> secondHere.join()));
            first.complete("first");
        }
        second.complete("second");

        for (CompletableFuture<String> each : waiting) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo("second");
        }
    }
}
