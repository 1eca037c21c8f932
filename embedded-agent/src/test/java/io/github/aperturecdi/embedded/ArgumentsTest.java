package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider.Settings;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider.Store;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    @Test
    void only_the_policies_have_no_default() {
        assertThat(parse("--policies p"))
                .isEqualTo(
                        new Arguments(
                                "localhost",
                                8089,
                                new Settings("p", 50_000, false, 134_217_728),
                                false));
    }

    @Test
    void everything_can_be_said() {
        assertThat(
                        parse(
                                "--host 0.0.0.0 --policies p --port 0 --max-keys 7 --max-waiting-bytes 5000000000 --faithful --help"))
                .isEqualTo(
                        new Arguments(
                                "0.0.0.0", 0, new Settings("p", 7, true, 5_000_000_000L), true));
    }

    @Test
    void a_store_has_its_password_from_the_environment() {
        assertThat(
                        parse(
                                        "--policies p --store redis://host --store-key-prefix shop: --store-on-failure reject")
                                .settings()
                                .store())
                .isEqualTo(new Store("redis://host", "me", "s3cret", "shop:", StoreFailure.REJECT));
        assertThat(parse("--policies p --store redis://host").settings().store())
                .isEqualTo(
                        new Store("redis://host", "me", "s3cret", "aperture:", StoreFailure.LOCAL));
    }

    private static Arguments parse(String arguments) {
        return Arguments.parse(
                arguments.isEmpty() ? new String[0] : arguments.split(" "),
                Map.of(
                        "APERTURE_EMBEDDED_STORE_USERNAME",
                        "me",
                        "APERTURE_EMBEDDED_STORE_PASSWORD",
                        "s3cret"));
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
        "--policies p --store, --store",
        "--policies p --store redis://h --store-on-failure never, 'never'",
        "--policies p --verbose, --verbose",
        "p, 'p'",
    })
    void what_cannot_be_used_is_named(String arguments, String named) {
        assertThatThrownBy(() -> parse(arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("APERTURE-260")
                .hasMessageContaining(named);
    }
}
