package io.github.aperturecdi.alljar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.testing.ScriptedAgent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** The store of several instances beside the one jar, without the plain jars that it depends on. */
class BesideTheStoreIT {

    @TempDir Path files;

    @Test
    void two_instances_share_a_limit() throws Exception {
        RedisServer server =
                RedisServer.newRedisServer()
                        .port(ScriptedAgent.freePort())
                        .bind("127.0.0.1")
                        .build();
        server.start();
        try {
            StartedApplication.policy(files, "one-per-user.yaml", AloneIT.ONE_PER_USER);
            StartedApplication.configure(
                    files,
                    "aperture.timeout=20s",
                    // Then an application is connected while its store is.
                    "aperture.embedded.store.on-failure=reject",
                    "aperture.embedded.store=redis://127.0.0.1:" + server.ports().get(0));
            Path[] store = TheJar.jars(Path.of("target", "store"));
            try (StartedApplication one = StartedApplication.with(files, store)) {
                awaitStore(one);
                assertThat(one.does("order u-1")).isEqualTo("ordered by u-1");
            }
            try (StartedApplication other = StartedApplication.with(files, store)) {
                awaitStore(other);
                assertThat(other.does("order u-1")).isEqualTo("429 RATE_LIMITED by [one-per-user]");
                assertThat(other.does("order u-2")).isEqualTo("ordered by u-2");
            }
        } finally {
            server.stop();
        }
    }

    private static void awaitStore(StartedApplication application) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> application.does("connected-to store").equals("store=true"));
    }
}
