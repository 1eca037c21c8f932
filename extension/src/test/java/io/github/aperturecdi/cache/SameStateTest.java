package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two objects have one state only if nothing in them differs; where that is not known, they do. */
class SameStateTest {

    static Stream<Supplier<Object>> made() {
        return Stream.<Supplier<Object>>of(
                () -> new ArrayList<>(Arrays.asList(1, null, "a")),
                () -> new int[][] {{1}, {2, 3}},
                () -> new Object[] {1L, new double[] {Double.NaN, -0.0}},
                () -> byAccess(Map.of("a", 1)),
                () -> new HashMap<>(Map.of(1L, new BigDecimal("1.0"))),
                () -> new HashSet<>(Set.of(new Pair(1, Optional.of("a")))),
                () -> Optional.of(List.of(Pattern.compile("a", Pattern.DOTALL))),
                () -> new TreeSet<>(Comparator.<String>reverseOrder()),
                () -> new ArrayDeque<>(List.of(1, 2)),
                () -> new PriorityQueue<>(List.of(2, 1)),
                () -> new ConcurrentHashMap<>(Map.of("a", Instant.EPOCH)),
                () -> EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS),
                () -> Collections.unmodifiableMap(new LinkedHashMap<>(Map.of(1, 2))),
                () -> new Child(1, 2),
                () -> new Ring("a"),
                () -> new Locale("", "", "one"),
                () -> new Date(1));
    }

    @ParameterizedTest
    @MethodSource("made")
    void what_is_made_in_the_same_way_has_the_same_state(Supplier<Object> maker) {
        assertThat(SameState.difference(maker.get(), maker.get())).isNull();
    }

    static Stream<Arguments> different() throws Exception {
        Properties withDefault = new Properties(new Properties());
        Map<String, Integer> one = new LinkedHashMap<>(Map.of("a", 1));
        one.put("b", 2);
        Map<String, Integer> other = new LinkedHashMap<>(Map.of("b", 2));
        other.put("a", 1);
        Method[] methods = String.class.getMethods();
        return Stream.of(
                Arguments.of(1, 1L),
                Arguments.of(0.0, -0.0),
                Arguments.of("1", '1'),
                Arguments.of(new BigDecimal("1"), new BigDecimal("1.0")),
                Arguments.of(new Date(1), new Date(2)),
                Arguments.of(new Date(1), new java.sql.Timestamp(1)),
                Arguments.of(Pattern.compile("a"), Pattern.compile("a", Pattern.DOTALL)),
                Arguments.of(TimeUnit.DAYS, TimeUnit.HOURS),
                Arguments.of(Optional.of(1), Optional.empty()),
                Arguments.of(Optional.of(1), Optional.of(1L)),
                Arguments.of(new int[] {1}, new int[] {2}),
                Arguments.of(new int[] {1}, new Integer[] {1}),
                Arguments.of(new Number[] {1}, new Integer[] {1}),
                Arguments.of(List.of(1), List.of(1L)),
                Arguments.of(List.of(1), List.of(1, 2)),
                Arguments.of(List.of(1), Set.of(1)),
                Arguments.of(List.of(1), new Integer[] {1}),
                Arguments.of(new ArrayList<>(List.of(1)), List.of(1)),
                Arguments.of(new HashMap<>(Map.of(1, 2)), new TreeMap<>(Map.of(1, 2))),
                Arguments.of(new LinkedHashMap<>(one), new HashMap<>(one)),
                Arguments.of(one, other),
                Arguments.of(byAccess(one), new LinkedHashMap<>(one)),
                Arguments.of(new LinkedHashMap<>(), byAccess(Map.of())),
                Arguments.of(Map.of(1, 2), Map.of(1L, 2)),
                Arguments.of(Map.of(1, 2), Map.of(1, 3)),
                Arguments.of(Collections.unmodifiableMap(one), new HashMap<>(one)),
                Arguments.of(
                        new LinkedHashSet<>(List.of(1, 2)), new LinkedHashSet<>(List.of(2, 1))),
                Arguments.of(
                        new TreeSet<>(Set.of("a")), new TreeSet<>(String.CASE_INSENSITIVE_ORDER)),
                Arguments.of(new TreeSet<String>(), new TreeSet<String>(reverse())),
                Arguments.of(new PriorityQueue<String>(), new PriorityQueue<String>(reverse())),
                Arguments.of(new Child(1, 2), new Child(1, 3)),
                Arguments.of(new Child(1, 2), new Child(3, 2)),
                Arguments.of(new Child(1, 2), new Parent(1)),
                Arguments.of(new Ring("a"), new Ring("b")),
                Arguments.of(new Named("a"), new Named("b")),
                Arguments.of(new Equal(1), new Equal(2)),
                Arguments.of(Set.of(new Equal(1)), Set.of(new Equal(2))),
                Arguments.of(Map.of(new Equal(1), 1), Map.of(new Equal(2), 1)),
                // Of these, nothing is known.
                Arguments.of(new Properties(), withDefault),
                Arguments.of(new LinkedBlockingQueue<>(1), new LinkedBlockingQueue<>()),
                Arguments.of(new AtomicInteger(1), new AtomicInteger(2)),
                Arguments.of(new StringBuilder("a"), new StringBuilder("b")),
                Arguments.of(new Exception("a"), new Exception("b")),
                Arguments.of(new OwnException(), new OwnException()),
                Arguments.of(methods[0], methods[1]),
                Arguments.of(String.class, Integer.class),
                Arguments.of(proxy(), proxy()));
    }

    private static Map<String, Integer> byAccess(Map<String, Integer> content) {
        Map<String, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
        map.putAll(content);
        return map;
    }

    private static Comparator<String> reverse() {
        return Comparator.reverseOrder();
    }

    private static Object proxy() {
        return Proxy.newProxyInstance(
                SameStateTest.class.getClassLoader(),
                new Class<?>[] {Supplier.class},
                (proxy, method, arguments) -> null);
    }

    @ParameterizedTest
    @MethodSource("different")
    void what_differs_in_anything_has_another_state(Object one, Object other) {
        assertThat(SameState.difference(one, other)).isNotNull();
        assertThat(SameState.difference(List.of(one), List.of(other))).isNotNull();
        assertThat(SameState.difference(new Object[] {one}, new Object[] {other})).isNotNull();
        assertThat(SameState.difference(Map.of(1, one), Map.of(1, other))).isNotNull();
        assertThat(SameState.difference(new Pair(one, one), new Pair(one, other))).isNotNull();
    }

    @Test
    void a_difference_is_named_without_values() {
        assertThat(SameState.difference(new Pair("secret", 1), new Pair("hidden", 1)))
                .isEqualTo(Pair.class.getName() + ".one has another value");
        assertThat(SameState.difference(List.of(new Pair(1, 1)), List.of(new Pair(1, 1L))))
                .isEqualTo(
                        Pair.class.getName()
                                + ".other is no longer a java.lang.Integer but a java.lang.Long");
    }

    /** Random objects and their copies; then each leaf of each is changed in turn. */
    @Test
    void a_copy_is_the_same_and_one_with_any_leaf_changed_is_not() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            Maker whole = new Maker(seed, -1);
            Object one = whole.make(4);
            assertThat(SameState.difference(one, copy(one))).as("seed %s", seed).isNull();
            for (int leaf = 0; leaf < whole.leaves; leaf++) {
                Object changed = new Maker(seed, leaf).make(4);
                assertThat(SameState.difference(one, changed))
                        .as("seed %s, leaf %s", seed, leaf)
                        .isNotNull();
            }
        }
    }

    private static Object copy(Object of) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(of);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static final class Maker {

        private final Random random;
        private final int changed;
        int leaves;

        Maker(int seed, int changed) {
            random = new Random(seed);
            this.changed = changed;
        }

        Object make(int depth) {
            return switch (depth == 0 ? 0 : random.nextInt(8)) {
                case 0 -> leaf();
                case 1 -> new ArrayList<>(some(depth));
                case 2 -> some(depth).toArray();
                case 3 -> new Pair(make(depth - 1), make(depth - 1));
                case 4 -> mapped(new HashMap<>(), depth);
                case 5 -> mapped(new TreeMap<>(), depth);
                case 6 -> mapped(new LinkedHashMap<>(), depth);
                default -> new Child(number(), number());
            };
        }

        private Collection<Object> some(int depth) {
            List<Object> some = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                some.add(make(depth - 1));
            }
            return some;
        }

        private Object mapped(Map<String, Object> map, int depth) {
            some(depth).forEach(value -> map.put("key " + map.size(), value));
            return map;
        }

        private int number() {
            int number = random.nextInt(100);
            return leaves++ == changed ? number + 1 : number;
        }

        private Object leaf() {
            int number = number();
            return switch (random.nextInt(5)) {
                case 0 -> number;
                case 1 -> "text " + number;
                case 2 -> new BigDecimal(number).setScale(random.nextInt(3));
                case 3 -> new Date(number);
                default -> new double[] {number, Double.NaN};
            };
        }
    }

    record Pair(Object one, Object other) implements Serializable {}

    static class Parent implements Serializable {

        private static final long serialVersionUID = 1;

        private final int number;

        Parent(int number) {
            this.number = number;
        }
    }

    static final class Child extends Parent {

        private static final long serialVersionUID = 1;

        private final int number;

        Child(int inherited, int number) {
            super(inherited);
            this.number = number;
        }
    }

    static final class Ring {

        final String name;
        final Ring next = this;
        final List<Ring> all = List.of(this);

        Ring(String name) {
            this.name = name;
        }
    }

    static final class Named extends ArrayList<String> {

        private static final long serialVersionUID = 1;

        final String name;

        Named(String name) {
            this.name = name;
        }
    }

    static final class OwnException extends Exception {

        private static final long serialVersionUID = 1;
    }

    /** Its fields are no part of its equality. */
    static final class Equal {

        final int hidden;

        Equal(int hidden) {
            this.hidden = hidden;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Equal;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }
}
