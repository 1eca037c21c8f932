package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.LoggedMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Policies that follow their files. */
class LivePoliciesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path path;
    private PolicyFolder folder;
    private Instant now = START;

    private final List<List<Policy>> changes = new CopyOnWriteArrayList<>();
    private final LoggedMessages log = new LoggedMessages(LivePolicies.class.getName());

    @BeforeEach
    void start() {
        folder = new PolicyFolder(path).with("a.yaml", rates("a", 1)).with("b.yaml", rates("b", 1));
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    private static String rates(String name, int capacity) {
        return PolicyFolder.resource(
                name, PolicyFolder.RATE_LIMITER.replace("value: 10", "value: " + capacity));
    }

    private LivePolicies open(String where) {
        return LivePolicies.open(where, getClass().getClassLoader(), () -> now);
    }

    private LivePolicies open() {
        return open(path.toString());
    }

    /** As long as the content has to settle. */
    private void look(LivePolicies policies) {
        while (policies.look(changes::add)) {
            // Again.
        }
    }

    private static double capacity(LivePolicies policies, int index) {
        return ((RateLimiterSpec) policies.policies().get(index).limiters().get(0))
                .bucketCapacity();
    }

    @Test
    void a_changed_file_is_read_again() {
        LivePolicies policies = open();
        folder.with("b.yaml", rates("b", 7));

        look(policies);

        assertThat(changes).singleElement().isEqualTo(policies.policies());
        assertThat(capacity(policies, 1)).isEqualTo(7);
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("INFO APERTURE-255")
                .contains("a, b");
    }

    @Test
    void files_that_do_not_change_are_not_read_again() {
        LivePolicies policies = open();
        folder.with("a.yaml", rates("a", 1));

        look(policies);

        assertThat(changes).isEmpty();
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void a_file_counts_once_it_is_the_same_twice() {
        LivePolicies policies = open();
        folder.with("b.yaml", rates("b", 7));
        assertThat(policies.look(changes::add)).isTrue();
        folder.with("b.yaml", rates("b", 8));
        assertThat(policies.look(changes::add)).isTrue();
        assertThat(changes).isEmpty();

        assertThat(policies.look(changes::add)).isFalse();
        assertThat(capacity(policies, 1)).isEqualTo(8);
    }

    @Test
    void files_come_and_go() throws IOException {
        LivePolicies policies = open();
        folder.with("c.yaml", rates("c", 1));
        Files.delete(path.resolve("a.yaml"));

        look(policies);

        assertThat(policies.policies()).extracting(Policy::name).containsExactly("b", "c");
    }

    @Test
    void a_single_file_is_followed_as_well() {
        LivePolicies policies = open("file:" + path.resolve("a.yaml"));
        folder.with("a.yaml", rates("a", 7));

        look(policies);

        assertThat(capacity(policies, 0)).isEqualTo(7);
    }

    /** As Kubernetes mounts a ConfigMap: the files are links through a link that moves. */
    @Test
    void a_mounted_folder_whose_link_moves_is_followed(@TempDir Path mount) throws IOException {
        Files.createDirectory(mount.resolve("..1"));
        Files.createDirectory(mount.resolve("..2"));
        Files.writeString(mount.resolve("..1/p.yaml"), rates("p", 1));
        Files.writeString(mount.resolve("..2/p.yaml"), rates("p", 2));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(mount.resolve("p.yaml"), Path.of("..data/p.yaml"));
        LivePolicies policies = open(mount.toString());
        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2"));
        Files.move(
                mount.resolve("..data_tmp"),
                mount.resolve("..data"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        look(policies);

        assertThat(capacity(policies, 0)).isEqualTo(2);
    }

    @Test
    void a_broken_file_leaves_the_policies_in_force_and_is_told_once() {
        LivePolicies policies = open();
        List<Policy> before = policies.policies();
        folder.with("b.yaml", rates("b", 7).replace("30s", "1m"));

        look(policies);
        look(policies);

        assertThat(changes).isEmpty();
        assertThat(policies.policies()).isEqualTo(before);
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("SEVERE APERTURE-256")
                .contains("b.yaml:18: policy 'b': ", "parameters.interval", "Write 60s");

        folder.with("b.yaml", rates("b", 9).replace("30s", "2m"));
        look(policies);
        assertThat(log.messages()).hasSize(2);

        folder.with("b.yaml", rates("b", 9));
        look(policies);
        assertThat(capacity(policies, 1)).isEqualTo(9);
    }

    @Test
    void a_folder_that_goes_leaves_the_policies_in_force_and_is_told_once() throws IOException {
        LivePolicies policies = open();
        Path moved = path.resolveSibling(path.getFileName() + "-moved");
        Files.move(path, moved);
        try {
            look(policies);
            look(policies);
        } finally {
            Files.move(moved, path);
        }

        assertThat(policies.policies()).hasSize(2);
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("SEVERE APERTURE-256")
                .contains("APERTURE-201");
        look(policies);
        assertThat(policies.policies()).hasSize(2);
    }

    @Test
    void a_status_tells_since_when_each_policy_is_in_force() {
        LivePolicies policies = open();
        now = START.plusSeconds(60);
        folder.with("b.yaml", rates("b", 7)).with("c.yaml", rates("c", 1));

        look(policies);

        assertThat(policies.inForce())
                .extracting(LivePolicies.InForce::since)
                .containsExactly(START, now, now);
    }

    @Test
    void a_change_that_cannot_be_taken_leaves_the_policies_in_force() {
        LivePolicies policies = open();
        folder.with("b.yaml", rates("b", 7));
        while (policies.look(
                changed -> {
                    throw new IllegalStateException("no");
                })) {
            // Again.
        }

        assertThat(capacity(policies, 1)).isEqualTo(1);
        assertThat(log.messages()).singleElement().asString().contains("APERTURE-256", "no");
    }

    @Test
    void a_file_that_is_larger_than_any_policy_is_not_read() {
        LivePolicies policies = open();
        folder.with("b.yaml", "# " + "x".repeat(9 * 1024 * 1024));

        look(policies);

        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains("APERTURE-202", "8388608 bytes");
    }

    @Test
    void a_daemon_thread_looks_about_every_second_and_ends_with_the_agent() {
        List<Thread> threads = new ArrayList<>();
        try (LivePolicies policies = open()) {
            policies.watch(changes::add);
            folder.with("b.yaml", rates("b", 7));

            await().until(() -> capacity(policies, 1) == 7);
            threads.addAll(pollers());
            assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);
        }

        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void policies_of_the_class_path_need_no_thread() {
        List<Thread> before = pollers();
        try (LivePolicies policies = open("classpath:blueprints")) {
            policies.watch(changes::add);

            assertThat(before).containsAll(pollers());
            assertThat(policies.policies()).hasSize(5);
        }
    }

    private static List<Thread> pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("aperture-policies"))
                .toList();
    }

    @Test
    void an_error_does_not_end_the_watching() {
        LivePolicies policies = open();
        folder.with("b.yaml", rates("b", 7));
        assertThat(policies.look(changes::add)).isTrue();

        policies.look(
                changed -> {
                    throw new LinkageError("for a moment");
                });

        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains("APERTURE-256", "for a moment");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @Timeout(120)
    void a_pipe_without_a_writer_does_not_end_the_watching() throws Exception {
        LivePolicies policies = open();
        Path pipe = path.resolve("c.yaml");
        policies.watch(changes::add);
        try {
            Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
            assertThat(made.waitFor()).isZero();
            await().until(() -> !log.messages().isEmpty());
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .startsWith("SEVERE APERTURE-256")
                    .contains(pipe.toString(), "not a regular file");

            folder.with("b.yaml", rates("b", 7));
            Files.delete(pipe);

            // The last thing that the thread does of both changes.
            await().until(
                            () ->
                                    log.messages().stream()
                                            .anyMatch(
                                                    each -> each.startsWith("INFO APERTURE-255")));
            assertThat(capacity(policies, 1)).isEqualTo(7);
        } finally {
            policies.close();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @Timeout(120)
    void a_pipe_without_a_writer_fails_the_start() throws Exception {
        Path pipe = path.resolve("c.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

        for (Path place : List.of(path, pipe)) {
            assertThatThrownBy(() -> open(place.toString()))
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContaining(pipe.toString())
                    .hasMessageContaining("not a regular file");
        }
    }
}
