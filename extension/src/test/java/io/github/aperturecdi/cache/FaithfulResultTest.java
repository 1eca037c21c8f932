package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A result that comes back from its bytes as it was is cached. */
class FaithfulResultTest extends CodedResults {

    static Stream<Case> faithful() {
        return withEachCodec(
                "texts",
                List.of("a", "b"),
                "texts",
                Arrays.asList("a", null),
                "texts",
                new ArrayList<>(List.of("\uD83D\uDE00")),
                "texts",
                Collections.unmodifiableList(new LinkedList<>(List.of("a"))),
                "texts",
                Stream.of("a", "b").toList(),
                "texts",
                List.of(),
                "someTexts",
                Map.of("a", "b").values(),
                "set",
                Set.of("a", "b", "c"),
                "set",
                new HashSet<>(Set.of("a", "b", "c")),
                "set",
                Stream.of("a", "b").collect(Collectors.toUnmodifiableSet()),
                "linkedSet",
                filled(new LinkedHashSet<>()),
                "sortedSet",
                filled(new TreeSet<>()),
                "sortedMap",
                new TreeMap<>(Map.of("a", "b", "c", "d")),
                "map",
                Map.of("a", "b", "c", "d"),
                "map",
                new HashMap<>(Map.of("a", "b")),
                "partly",
                new Partly("tea", 0),
                "partlyInList",
                List.of(new Partly("tea", 0)),
                "withTransient",
                new WithTransient("tea", 0),
                "base",
                new Base("tea"),
                "loose",
                new Loose("a"),
                "loose",
                new Loose(true),
                "loose",
                new Loose(null),
                "record",
                new Point(1, -0.0, "a", 2L, Level.HIGH, new int[] {1, 2}));
    }

    @ParameterizedTest
    @MethodSource("faithful")
    void a_result_that_comes_back_as_it_is_is_cached(Case faithful) throws Exception {
        ResultCaching plan = plan(faithful.method(), faithful.codec());
        Object result = faithful.result();
        assertThat(call(plan, () -> result) == result).isTrue();
        Object cached = call(plan, () -> "not cached");
        assertThat(log.messages()).isEmpty();
        assertThat(cached).isNotSameAs(result).usingRecursiveComparison().isEqualTo(result);
    }

    @Test
    void the_bytes_of_a_result_are_not_the_callers() throws Exception {
        ResultCaching plan = plan("bytes");
        byte[] result = {1};
        call(plan, () -> result);
        result[0] = 2;
        byte[] cached = (byte[]) Objects.requireNonNull(call(plan, () -> result));
        assertThat(cached).containsExactly(1);
        cached[0] = 3;
        assertThat((byte[]) call(plan, () -> result)).containsExactly(1);
    }
}
