package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder with policy files for one test. */
final class PolicyFolder {

    /**
     * A complete rate limiter as the only component of a bare policy; the component is at line 4.
     */
    static final String RATE_LIMITER =
            """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      in_ports:
                        bucket_capacity:
                          constant_signal:
                            value: 10
                        fill_amount:
                          constant_signal:
                            value: 5
                      parameters:
                        interval: 30s
                        limit_by_label_key: user
                      request_parameters:
                        tokens_label_key: tokens
                        denied_response_status_code: ServiceUnavailable
                      selectors:
                        - control_point: checkout
            """;

    static final String CONCURRENCY_LIMITER =
            """
            circuit:
              components:
                - flow_control:
                    concurrency_limiter:
                      in_ports:
                        max_concurrency:
                          constant_signal:
                            value: 20
                      parameters:
                        max_inflight_duration: 60s
                      selectors:
                        - control_point: checkout
            """;

    private final Path path;

    PolicyFolder(Path path) {
        this.path = path;
    }

    /** The same policy as a custom resource. */
    static String resource(String name, String body) {
        return "apiVersion: fluxninja.com/v1alpha1\nkind: Policy\nmetadata:\n  name: "
                + name
                + "\nspec:\n"
                + body.indent(2);
    }

    PolicyFolder with(String file, String text) {
        try {
            Files.writeString(path.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    List<Policy> load() {
        return PolicyLoader.load(path.toString(), getClass().getClassLoader());
    }

    /** The errors of the folder, each without the folder's path. */
    List<String> errors() {
        PolicyException thrown = catchThrowableOfType(PolicyException.class, this::load);
        return thrown.errors().stream()
                .map(error -> error.replace(path + path.getFileSystem().getSeparator(), ""))
                .toList();
    }
}
