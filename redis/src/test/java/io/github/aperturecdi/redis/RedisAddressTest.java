package io.github.aperturecdi.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.embedded.store.StoreProvider;
import io.github.aperturecdi.embedded.store.StoreSettings;
import java.time.Duration;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What addresses mean. */
class RedisAddressTest {

    private static RedisAddress read(String uri, @Nullable String user, @Nullable String password) {
        return RedisAddress.of(
                new StoreSettings(uri, user, password, "aperture:", Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "redis://host redis://host:6379",
                "REDIS://Host:7 redis://Host:7",
                "valkey://host redis://host:6379",
                "valkeys://host rediss://host:6379",
                "rediss://user:pw@host:6380/3 rediss://host:6380/3",
                "redis://[::1]:7/ redis://[::1]:7",
                "redis-sentinel://a,b:7#main redis-sentinel://a:26379,b:7#main",
                "redis-sentinel://a/2?master=main redis-sentinel://a:26379/2#main",
                "rediss-sentinel://:pw@a?sentinel-auth=true#main rediss-sentinel://a:26379#main",
                "redis-cluster://a,b:7/0 redis-cluster://a:6379,b:7",
                "valkeys-cluster://a rediss-cluster://a:6379"
            })
    void an_address_is_read_and_shown_without_password(String uri, String shown) {
        assertThat(RedisAddress.accepts(uri)).isTrue();
        assertThat(read(uri, null, null).description()).isEqualTo(shown);
        assertThat(read(uri, null, null)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "redis://host - - - -",
                "redis://pw@host - - - pw",
                "redis://:pw@host - - - pw",
                "redis://user:pw@host - - user pw",
                "redis://user:p%40%3a+@host - - user p@:+",
                "redis://user:p@/#?w@host - - user p@/#?w",
                "redis://user:pw@host other secret other secret",
                "redis://user:pw@host - secret user secret",
                "redis://host user pw user pw"
            })
    void user_and_password_come_from_the_address_or_before_it_from_the_settings(
            String uri, String user, String password, String asUser, String withPassword) {
        RedisAddress address = read(uri, user, password);

        assertThat(address.user()).isEqualTo(asUser);
        assertThat(address.password()).isEqualTo(withPassword);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:secret@host",
                "redis:user:secret@host",
                "user:secret@host",
                "redis://user:secret@",
                "redis://user:secret@host:port",
                "redis://user:secret@host:65536",
                "redis://user:secret@host:0",
                "redis://user:secret@host:123456",
                "redis://user:secret@a b",
                "redis://user:secret@a,b",
                "redis://user:secret@host/one",
                "redis://user:secret@host/1/2",
                "redis://user:secret@host#main",
                "redis://user:secret@host?password=secret",
                "redis://host?password=secret",
                "redis://user:secret%@host",
                "redis://user:secret%zz@host",
                "redis-cluster://user:secret@host/1",
                "redis-sentinel://user:secret@host",
                "redis-sentinel://user:secret@host?timeout=1#main",
                "redis-nothing://user:secret@host"
            })
    void a_wrong_address_is_refused_without_its_password(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(uri, null, null))
                .withMessageStartingWith("APERTURE-100: '")
                .withMessageNotContaining("secret")
                .withMessageContaining("redis://host:6379")
                .withNoCause();
    }

    @Test
    void a_user_needs_a_password() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("redis://user:@host", null, null))
                .withMessageStartingWith("APERTURE-101: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("redis://host", "user", null))
                .withMessageStartingWith("APERTURE-101: ");
    }

    @Test
    void a_prefix_that_breaks_clusters_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new RedisStores()
                                        .open(
                                                new StoreSettings(
                                                        "redis://host",
                                                        null,
                                                        null,
                                                        "a{}b:",
                                                        Duration.ofSeconds(1))))
                .withMessageStartingWith("APERTURE-102: ");
    }

    @Test
    void the_provider_is_found_and_takes_only_its_own_addresses() {
        assertThat(ServiceLoader.load(StoreProvider.class))
                .singleElement()
                .satisfies(
                        provider -> {
                            assertThat(provider.accepts(" redis://host")).isTrue();
                            assertThat(provider.accepts("redis-sentinel://")).isTrue();
                            assertThat(provider.accepts("postgresql://host")).isFalse();
                            assertThat(provider.accepts("redis:host")).isFalse();
                        });
    }
}
