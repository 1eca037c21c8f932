package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.internal.jackson.JacksonCodec;
import io.github.aperturecdi.internal.jsonb.JsonbCodec;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A result that loses anything on its way into bytes and back is not cached, and that is said. */
class LossyResultTest extends CodedResults {

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

    /**
     * The wrapper does not tell by what its keys or elements are found, or at which end it adds.
     */
    static Stream<Case> wrapped() {
        TreeMap<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.put("Accept", "text");
        Map<String, String> byIdentity = new IdentityHashMap<>(anyCase);
        return withEachCodec(
                "map",
                Collections.unmodifiableMap(anyCase),
                "map",
                Collections.synchronizedMap(anyCase),
                "map",
                Collections.checkedMap(anyCase, String.class, String.class),
                "map",
                Collections.unmodifiableMap(byIdentity),
                "queue",
                Collections.asLifoQueue(new ArrayDeque<>(List.of("a", "b"))));
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void a_wrapper_whose_content_has_rules_of_its_own_is_not_cached(Case wrapped) throws Exception {
        a_result_that_loses_something_is_not_cached_and_that_is_said_once(wrapped);
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

    /** One in which the codecs would find no trace of its iterator. */
    private static DirectoryStream<Path> files() {
        try {
            return Files.newDirectoryStream(Path.of("src"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Case> readOnce() {
        Iterator<String> rows = List.of("a", "b").iterator();
        return Stream.concat(
                Stream.of(new JsonbCodec(), new JacksonCodec())
                        .map(codec -> new Case(codec, "iterable", files())),
                withEachCodec(
                        "rows",
                        new Rows(2, List.of("a", "b").iterator()),
                        "iterable",
                        (Iterable<String>) () -> rows,
                        "loose",
                        new Loose(Optional.of(new Object[] {List.of(Stream.of("a"))}))));
    }

    /** Jackson reads an iterator to its end, and would leave nothing to the caller. */
    @ParameterizedTest
    @MethodSource("readOnce")
    void what_can_be_read_once_is_for_the_caller(Case unread) throws Exception {
        Object result = call(plan(unread.method(), unread.codec()), unread::result);
        if (result instanceof Rows rows) {
            assertThat(rows.rows()).hasNext();
        }
        if (result instanceof Iterable<?> iterable) {
            assertThat(iterable.iterator()).hasNext();
        }
        if (result instanceof DirectoryStream<?> files) {
            files.close();
        }
        assertThat(agent.timesToLive).isEmpty();
        assertThat(log.messages()).singleElement().asString().contains("APERTURE-814");
    }

    /** As a logger: codecs do not see it, and much is behind it. */
    static final class Noted {

        @SuppressWarnings("unused") // Read by reflection.
        private final Object notes = List.of("a").iterator();
    }

    @Test
    void what_codecs_do_not_see_is_not_looked_at() {
        Object result = new Loose(new Noted());
        assertThat(ReadOnce.in(result)).isNull();
        assertThat(ReadOnce.in(new Loose(result))).isNull();
    }

    @Test
    void a_loss_does_not_silence_what_can_be_read_once() throws Exception {
        ResultCaching plan = plan("loose", new JacksonCodec());
        call(plan, () -> new Loose(7L));
        call(plan, () -> new Loose(List.of("a").iterator()));
        assertThat(log.messages())
                .satisfiesExactly(
                        first -> assertThat(first).contains("APERTURE-812"),
                        second -> assertThat(second).contains("APERTURE-814"));
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
}
