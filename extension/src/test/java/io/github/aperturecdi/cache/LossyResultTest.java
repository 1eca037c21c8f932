package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.jackson.JacksonCodec;
import io.github.aperturecdi.jsonb.JsonbCodec;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A result that loses anything on its way into bytes and back is not cached, and that is said. */
class LossyResultTest {

    /** A codec and what a method of {@link Results} returns. */
    record Case(ResultCodec codec, String method, Object result) {

        @Override
        public String toString() {
            return codec.getClass().getSimpleName()
                    + " "
                    + method
                    + " "
                    + result.getClass().getName();
        }
    }

    private final StubAgent agent =
            new StubAgent(Decision.admitted().with(CachedValues.NONE, "receipt"));
    private final FlowControl flows =
            FlowControl.builder().agent(agent).executor(Runnable::run).build();
    private final LoggedMessages log = new LoggedMessages(ResultCaching.class.getName());

    @AfterEach
    void close() {
        log.close();
        flows.close();
    }

    private static ResultCaching plan(String method, ResultCodec... codecs) {
        return Objects.requireNonNull(
                CacheMethods.plan(Results.class, method, CacheMethods.plain(codecs)));
    }

    private @Nullable Object call(ResultCaching plan, Callable<Object> work) throws Exception {
        String key = Objects.requireNonNull(plan.key(new Object[0]));
        Flow flow = flows.start(FlowRequest.at("products").resultCacheKey(key).build());
        return flow.run(plan.around(work));
    }

    private static Stream<Case> withEachCodec(Object... methodsAndResults) {
        return Stream.of(new JsonbCodec(), new JacksonCodec())
                .flatMap(
                        codec -> {
                            List<Case> cases = new ArrayList<>();
                            for (int i = 0; i < methodsAndResults.length; i += 2) {
                                String method = (String) methodsAndResults[i];
                                cases.add(new Case(codec, method, methodsAndResults[i + 1]));
                            }
                            return cases.stream();
                        });
    }

    static Stream<Case> lossy() {
        Hidden hidden = new Hidden(3);
        TreeMap<String, String> descending = new TreeMap<>(Comparator.reverseOrder());
        descending.put("a", "b");
        Calendar tokyo = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
        tokyo.setTimeInMillis(1_234_567);
        return withEachCodec(
                "hidden",
                hidden,
                "hiddenInList",
                List.of(hidden),
                "hiddenInLists",
                List.of(List.of(), List.of(hidden)),
                "hiddenInArray",
                new Hidden[] {hidden},
                "hiddenInMap",
                Map.of("a", hidden),
                "hiddenInRecord",
                new Holder(hidden),
                "hiddenMaybe",
                Optional.of(hidden),
                "partly",
                new Partly("tea", 3),
                "partlyInList",
                List.of(new Partly("tea", 0), new Partly("tea", 3)),
                "withTransient",
                new WithTransient("tea", 3),
                "base",
                new Derived("tea", 3),
                "bases",
                List.of(new Base("tea"), new Derived("tea", 0)),
                "loose",
                new Loose((short) 7),
                "loose",
                new Loose(7f),
                "loose",
                new Loose(Level.HIGH),
                "loose",
                new Loose(Instant.EPOCH),
                "loose",
                new Loose(new Base("tea")),
                "loose",
                new Loose(new int[] {1}),
                "loose",
                new Loose(List.of(7L)),
                "texts",
                List.of("a", "\uDE00b"),
                "texts",
                new LinkedList<>(List.of("a")),
                "texts",
                new OwnList("x"),
                "set",
                filled(new LinkedHashSet<>()),
                "set",
                Collections.unmodifiableSet(filled(new LinkedHashSet<>())),
                "set",
                filled(new TreeSet<>()),
                "sortedSet",
                filled(new TreeSet<>(Comparator.reverseOrder())),
                "sortedSet",
                filled(new TreeSet<>(String.CASE_INSENSITIVE_ORDER)),
                "sortedMap",
                descending,
                "date",
                new Timestamp(1_234_567),
                "calendar",
                tokyo);
    }

    /** Not in the order of their hashes. */
    private static <C extends Collection<String>> C filled(C elements) {
        for (int i = 1; i <= 40; i++) {
            elements.add("element " + i * 7919 % 41);
        }
        return elements;
    }

    @ParameterizedTest
    @MethodSource("lossy")
    void a_result_that_loses_something_is_not_cached_and_that_is_said_once(Case lossy)
            throws Exception {
        ResultCaching plan = plan(lossy.method(), lossy.codec());
        Object result = lossy.result();
        for (int i = 0; i < 3; i++) {
            assertThat(call(plan, () -> result) == result).isTrue();
        }
        assertThat(agent.timesToLive).isEmpty();
        assertThat(log.messages())
                .singleElement()
                .asString()
                .containsPattern("APERTURE-(812|808)")
                .contains("Results." + lossy.method())
                .doesNotContain("tea", "element 1");
    }

    @Test
    void the_order_of_a_map_and_the_class_of_a_number_are_not_lost_in_silence() throws Exception {
        Map<String, String> ordered = new LinkedHashMap<>();
        filled(new ArrayList<>()).forEach(element -> ordered.put(element, ""));
        for (Case lossy :
                List.of(
                        new Case(new JsonbCodec(), "map", ordered),
                        new Case(new JsonbCodec(), "loose", new Loose(7)),
                        new Case(new JsonbCodec(), "loose", new Loose(7L)),
                        new Case(new JacksonCodec(), "loose", new Loose(7L)),
                        new Case(new JacksonCodec(), "loose", new Loose(new BigDecimal("1.5"))))) {
            call(plan(lossy.method(), lossy.codec()), lossy::result);
            assertThat(agent.timesToLive).isEmpty();
        }
    }

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
    void each_result_is_looked_at_and_not_only_the_first() throws Exception {
        ResultCaching plan = plan("partlyInList", new JacksonCodec());
        Object faithful = new ArrayList<>(List.of(new Partly("tea", 0)));
        call(plan, () -> faithful);
        assertThat(agent.cache).hasSize(1);
        agent.cache.clear();
        call(plan, () -> List.of(new Partly("tea", 0), new Partly("tea", 1)));
        assertThat(agent.cache).isEmpty();
        call(plan, () -> faithful);
        assertThat(agent.cache).hasSize(1);
    }

    @Test
    void the_loss_names_the_class_and_the_field() throws Exception {
        call(plan("partly", new JacksonCodec()), () -> new Partly("tea", 3));
        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains(Partly.class.getName() + ".price has another value");
    }

    @Test
    void what_a_stage_or_a_uni_comes_to_is_looked_at_as_well() throws Exception {
        List<Hidden> hidden = List.of(new Hidden(3));
        ResultCaching later = plan("hiddenLater", new JsonbCodec());
        call(later, () -> CompletableFuture.completedFuture(hidden));
        ResultCaching lazily = plan("hiddenLazily", new JacksonCodec());
        Uni<?> uni = (Uni<?>) call(lazily, () -> Uni.createFrom().item(hidden));
        assertThat(uni.await().indefinitely()).isEqualTo(hidden);
        assertThat(agent.timesToLive).isEmpty();
        assertThat(log.messages()).hasSize(2).allMatch(message -> message.contains("APERTURE-"));
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

    @Test
    void a_codec_of_the_application_is_looked_at_as_well() throws Exception {
        Names codec = new Names();
        ResultCaching plan = plan("hidden", codec);
        call(plan, () -> new Hidden(3));
        assertThat(agent.cache).isEmpty();
        call(plan, () -> new Hidden(0));
        assertThat(agent.cache).hasSize(1);
    }

    @Test
    void a_codec_may_say_itself_what_is_the_same() throws Exception {
        Names codec = new Names();
        codec.differs = false;
        ResultCaching plan = plan("hidden", codec);
        call(plan, () -> new Hidden(3));
        assertThat(agent.cache).hasSize(1);
    }

    /** Has a name for everything, and reads none. */
    private static final class Names implements ResultCodec {

        boolean differs = true;

        @Override
        public boolean handles(Type type) {
            return type == Hidden.class;
        }

        @Override
        public byte[] encode(Object result, Type type) {
            return "hidden".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public Object decode(byte[] bytes, Type type) {
            return new Hidden(0);
        }

        @Override
        public @Nullable String difference(Object result, Object decoded) {
            return differs ? ResultCodec.super.difference(result, decoded) : null;
        }
    }

    public enum Level {
        LOW,
        HIGH
    }

    /** No library sees its field. */
    public static final class Hidden {

        private int secret;

        public Hidden() {}

        Hidden(int secret) {
            this.secret = secret;
        }
    }

    public record Holder(Hidden held) {}

    /** Has a field without a getter. */
    public static final class Partly {

        private @Nullable String name;
        private int price;

        public Partly() {}

        Partly(String name, int price) {
            this.name = name;
            this.price = price;
        }

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static final class WithTransient {

        private @Nullable String name;
        private transient int count;

        public WithTransient() {}

        WithTransient(String name, int count) {
            this.name = name;
            this.count = count;
        }

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static class Base {

        private @Nullable String name;

        public Base() {}

        Base(String name) {
            this.name = name;
        }

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static final class Derived extends Base {

        private final int more;

        Derived(String name, int more) {
            super(name);
            this.more = more;
        }
    }

    /** Anything is in it. */
    public static final class Loose {

        private @Nullable Object value;

        public Loose() {}

        Loose(@Nullable Object value) {
            this.value = value;
        }

        public @Nullable Object getValue() {
            return value;
        }

        public void setValue(Object value) {
            this.value = value;
        }
    }

    public static final class OwnList extends ArrayList<String> {

        private static final long serialVersionUID = 1;

        OwnList(String element) {
            add(element);
        }
    }

    public record Point(int x, double y, String name, Long more, Level level, int[] numbers) {}

    interface Results {

        @ApertureCached(ttl = "1m")
        byte[] bytes();

        @ApertureCached(ttl = "1m")
        Hidden hidden();

        @ApertureCached(ttl = "1m")
        List<Hidden> hiddenInList();

        @ApertureCached(ttl = "1m")
        List<List<Hidden>> hiddenInLists();

        @ApertureCached(ttl = "1m")
        Hidden[] hiddenInArray();

        @ApertureCached(ttl = "1m")
        Map<String, Hidden> hiddenInMap();

        @ApertureCached(ttl = "1m")
        Holder hiddenInRecord();

        @ApertureCached(ttl = "1m")
        Optional<Hidden> hiddenMaybe();

        @ApertureCached(ttl = "1m")
        CompletionStage<List<Hidden>> hiddenLater();

        @ApertureCached(ttl = "1m")
        Uni<List<Hidden>> hiddenLazily();

        @ApertureCached(ttl = "1m")
        Partly partly();

        @ApertureCached(ttl = "1m")
        List<Partly> partlyInList();

        @ApertureCached(ttl = "1m")
        WithTransient withTransient();

        @ApertureCached(ttl = "1m")
        Base base();

        @ApertureCached(ttl = "1m")
        List<Base> bases();

        @ApertureCached(ttl = "1m")
        Loose loose();

        @ApertureCached(ttl = "1m")
        List<String> texts();

        @ApertureCached(ttl = "1m")
        Collection<String> someTexts();

        @ApertureCached(ttl = "1m")
        Set<String> set();

        @ApertureCached(ttl = "1m")
        LinkedHashSet<String> linkedSet();

        @ApertureCached(ttl = "1m")
        SortedSet<String> sortedSet();

        @ApertureCached(ttl = "1m")
        SortedMap<String, String> sortedMap();

        @ApertureCached(ttl = "1m")
        Map<String, String> map();

        @ApertureCached(ttl = "1m")
        Date date();

        @ApertureCached(ttl = "1m")
        Calendar calendar();

        @ApertureCached(ttl = "1m")
        Point record();
    }
}
