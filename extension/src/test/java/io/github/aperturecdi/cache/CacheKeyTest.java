package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.FlowCacheKey;
import java.lang.reflect.Method;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which calls share a result: those with equal arguments, and no others. */
class CacheKeyTest {

    private static String key(String method, @Nullable Object... arguments) {
        String key = keyOrNull(method, arguments);
        assertThat(key).isNotNull();
        return key;
    }

    private static @Nullable String keyOrNull(String method, @Nullable Object... arguments) {
        ResultCaching plan = CacheMethods.plan(Calls.class, method, CacheMethods.plain());
        assertThat(plan).isNotNull();
        return plan.key(arguments);
    }

    @Test
    void equal_arguments_have_equal_keys_every_time() {
        assertThat(key("pair", new String("a"), "b")).isEqualTo(key("pair", "a", "b"));
    }

    @Test
    void no_two_pairs_of_texts_have_one_key() {
        List<@Nullable String> texts = new ArrayList<>();
        texts.add(null);
        texts.addAll(
                List.of(
                        "",
                        "-",
                        "~",
                        "?",
                        "#",
                        ":",
                        "0:",
                        "1:",
                        "1:a",
                        "a",
                        "ab",
                        "b",
                        "bc",
                        "null",
                        "1",
                        "11",
                        "1:1",
                        "é",
                        "e\u0301",
                        "\uD83D\uDE00",
                        "\uD83D",
                        "\uDE00",
                        "\uDE00\uD83D",
                        "?\uD83D",
                        "\0",
                        " ",
                        "a".repeat(1030),
                        "a".repeat(1031),
                        "a".repeat(1029) + "\uD83D",
                        "a".repeat(1029) + "?"));
        Set<String> keys = new HashSet<>();
        for (String first : texts) {
            for (String second : texts) {
                keys.add(key("pair", first, second));
            }
        }
        assertThat(keys).hasSize(texts.size() * texts.size());
    }

    @Test
    void random_arguments_share_a_key_only_when_they_are_equal() {
        Random random = new Random(42);
        Map<String, List<Object>> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            List<Object> arguments = new ArrayList<>();
            arguments.add(text(random));
            arguments.add(random.nextInt(5));
            arguments.add(random.nextBoolean() ? Optional.empty() : Optional.of(text(random)));
            arguments.add(object(random));
            List<Object> other = seen.putIfAbsent(key("mixed", arguments.toArray()), arguments);
            if (other != null) {
                assertThat(other).isEqualTo(arguments);
            }
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append("a1:-?~#[".charAt(random.nextInt(8)));
        }
        return text.toString();
    }

    private static @Nullable Object object(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> null;
            case 1 -> random.nextInt(3);
            case 2 -> (long) random.nextInt(3);
            case 3 -> text(random);
            case 4 -> new Filter(text(random), text(random));
            case 5 -> Optional.of(text(random));
            default -> DayOfWeek.of(1 + random.nextInt(2));
        };
    }

    @Test
    void an_absent_optional_is_neither_null_nor_empty_text() {
        assertThat(
                        Set.of(
                                key("maybe", (Object) null),
                                key("maybe", Optional.empty()),
                                key("maybe", Optional.of("")),
                                key("maybe", Optional.of("null"))))
                .hasSize(4);
    }

    @Test
    void what_looks_alike_and_is_not_of_one_class_has_two_keys() {
        assertThat(key("anything", 1)).isNotEqualTo(key("anything", "1"));
        assertThat(key("anything", 1)).isNotEqualTo(key("anything", 1L));
        assertThat(key("anything", Colour.RED)).isNotEqualTo(key("anything", "RED"));
    }

    @Test
    void a_record_counts_by_its_components_and_not_by_its_text() {
        Filter one = new Filter("x, b=y", "z");
        Filter other = new Filter("x", "y, b=z");
        assertThat(one.toString()).isEqualTo(other.toString());
        assertThat(key("filtered", one)).isNotEqualTo(key("filtered", other));
        assertThat(key("filtered", one)).isEqualTo(key("filtered", new Filter("x, b=y", "z")));
    }

    @Test
    void a_record_may_hold_itself() {
        assertThat(key("chained", new Chain("a", new Chain("b", null))))
                .isNotEqualTo(key("chained", new Chain("a", null)));
    }

    @Test
    void enums_count_by_their_name_and_values_of_the_jdk_by_their_text() {
        assertThat(key("coloured", Colour.RED)).isNotEqualTo(key("coloured", Colour.BLUE));
        UUID id = UUID.randomUUID();
        Instant now = Instant.now();
        assertThat(key("values", id, now, LocalDate.MAX, ZoneId.of("Europe/Paris"), 1, 'c'))
                .isEqualTo(
                        key(
                                "values",
                                UUID.fromString(id.toString()),
                                now,
                                LocalDate.MAX,
                                ZoneId.of("Europe/Paris"),
                                1,
                                'c'));
    }

    @Test
    void only_marked_parameters_count_where_some_are() {
        assertThat(key("marked", "a", new Object(), "b"))
                .isEqualTo(key("marked", "a", new int[0], "b"))
                .isNotEqualTo(key("marked", "a", null, "c"));
    }

    @Test
    void no_parameters_are_one_key() {
        assertThat(key("nothing")).isEqualTo(key("nothing")).isNotEmpty();
    }

    @Test
    void methods_do_not_share_results() {
        assertThat(
                        Set.of(
                                key("pair", "a", "b"),
                                key("samePair", "a", "b"),
                                key("pairOfBytes", "a", "b")))
                .hasSize(3);
    }

    @Test
    void nor_do_beans_with_one_inherited_method_but_the_containers_subclass_is_the_bean()
            throws Exception {
        Method method = CacheMethods.of(Calls.class, "nothing");
        assertThat(keyIn(Calls.class, method))
                .isEqualTo(keyIn(Calls$$Subclass.class, method))
                .isNotEqualTo(keyIn(OtherCalls.class, method));
    }

    private static @Nullable String keyIn(Class<?> target, Method method) throws Exception {
        return new ResultKey(target, method, "", List.of()).of(new Object[0]);
    }

    @Test
    void a_long_key_is_a_digest_and_still_depends_on_everything() {
        String key = key("pair", "x".repeat(100_000), "a");
        assertThat(key).hasSizeLessThan(100);
        assertThat(key("pair", "x".repeat(100_000), "b")).isNotEqualTo(key);
        assertThat(key("pair", "x".repeat(100_001), "a")).isNotEqualTo(key);
    }

    @Test
    void a_value_without_a_text_has_no_key() {
        assertThat(keyOrNull("anything", new Object())).isNull();
        assertThat(keyOrNull("anything", (Object) new int[] {1})).isNull();
        assertThat(keyOrNull("anything", List.of("a"))).isNull();
        assertThat(keyOrNull("anything", Map.of())).isNull();
        assertThat(keyOrNull("anything", Optional.of(List.of()))).isNull();
        assertThat(keyOrNull("anything", new Holder(new Object()))).isNull();
        assertThat(keyOrNull("anything", new Failing())).isNull();
        assertThat(keyOrNull("anything", new Silent())).isNull();
    }

    enum Colour {
        RED {
            @Override
            public String toString() {
                return "BLUE";
            }
        },
        BLUE
    }

    record Filter(String a, String b) {}

    record Chain(String name, @Nullable Chain next) {}

    record Holder(Object held) {}

    static final class Failing {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    static final class Silent {
        @Override
        public @Nullable String toString() {
            return null;
        }
    }

    static class Calls {

        @ApertureCached(ttl = "1m")
        String pair(@Nullable String a, @Nullable String b) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String samePair(String a, String b) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        byte[] pairOfBytes(String a, String b) {
            return new byte[0];
        }

        @ApertureCached(ttl = "1m")
        String mixed(String a, int b, Optional<String> c, Object d) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String maybe(Optional<String> a) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String anything(Object a) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String filtered(Filter a) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String chained(Chain a) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String coloured(Colour a) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String values(UUID a, Instant b, LocalDate c, ZoneId d, Integer e, char f) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String marked(@FlowCacheKey String a, Object b, @FlowCacheKey String c) {
            return "";
        }

        @ApertureCached(ttl = "1m")
        String nothing() {
            return "";
        }
    }

    static class Calls$$Subclass extends Calls {}

    static class OtherCalls extends Calls {}
}
