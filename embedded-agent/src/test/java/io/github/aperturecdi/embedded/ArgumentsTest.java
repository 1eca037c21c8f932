package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    @Test
    void only_the_policies_have_no_default() {
        assertThat(Arguments.parse(new String[] {"--policies", "p"}))
                .isEqualTo(
                        new Arguments("localhost", 8089, "p", 50_000, 134_217_728, false, false));
    }

    @Test
    void everything_can_be_said() {
        assertThat(
                        Arguments.parse(
                                "--host 0.0.0.0 --policies p --port 0 --max-keys 7 --max-waiting-bytes 5000000000 --faithful --help"
                                        .split(" ")))
                .isEqualTo(new Arguments("0.0.0.0", 0, "p", 7, 5_000_000_000L, true, true));
    }

    @ParameterizedTest
    @CsvSource({
        "'', --policies",
        "--port 1, --policies",
        "--policies, --policies",
        "--policies --port, --policies",
        "--policies p --port, --port",
        "--policies p --port 65536, 65536",
        "--policies p --port -1, -1",
        "--policies p --port 8O, 8O",
        "--policies p --max-keys 0, 1 to 2147483647",
        "--policies p --max-keys many, --max-keys",
        "--policies p --max-waiting-bytes 0, 1 to 9223372036854775807",
        "--policies p --max-waiting-bytes 64M, 64M",
        "--policies p --verbose, --verbose",
        "p, 'p'",
    })
    void what_cannot_be_used_is_named(String arguments, String named) {
        String[] args = arguments.isEmpty() ? new String[0] : arguments.split(" ");

        assertThatThrownBy(() -> Arguments.parse(args))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("APERTURE-260")
                .hasMessageContaining(named);
    }
}
