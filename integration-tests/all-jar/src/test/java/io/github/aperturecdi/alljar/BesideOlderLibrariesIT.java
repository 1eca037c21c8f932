package io.github.aperturecdi.alljar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.ScriptedAgent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application with older versions of the libraries that the one jar contains: each uses its own.
 */
class BesideOlderLibrariesIT {

    @TempDir Path files;

    private StartedApplication started() throws Exception {
        return StartedApplication.with(files, TheJar.jars(TheJar.OLDER_LIBRARIES));
    }

    private static void usesItsOwn(StartedApplication application) throws Exception {
        assertThat(application.does("own-libraries bob"))
                .isEqualTo(
                        "{grpc=hello bob of grpc-api-1.50.2.jar, protobuf= of protobuf-java-3.21.12.jar,"
                                + " yaml=greeting of snakeyaml-engine-2.3.jar, okio=bob of okio-1.17.6.jar,"
                                + " re2j=true of re2j-1.6.jar}");
    }

    @Test
    void the_embedded_agent_decides() throws Exception {
        StartedApplication.policy(files, "one-per-user.yaml", AloneIT.ONE_PER_USER);
        try (StartedApplication application = started()) {
            assertThat(application.does("order u-1")).isEqualTo("ordered by u-1");
            usesItsOwn(application);
            assertThat(application.does("order u-1"))
                    .isEqualTo("429 RATE_LIMITED by [one-per-user]");
        }
    }

    @Test
    void an_agent_elsewhere_decides() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            StartedApplication.configure(
                    files, "aperture.agent.address=" + agent.address(), "aperture.timeout=20s");
            try (StartedApplication application = started()) {
                usesItsOwn(application);
                AloneIT.isDecidedBy(agent, application);
                usesItsOwn(application);
            }
        }
    }
}
