package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.FlowCacheKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Arguments that differ in anything, seen in their text or not, never share a result. */
class ExactKeyTest {
    private static @Nullable String key(String method, @Nullable Object... arguments) {
        ResultCaching plan = CacheMethods.plan(Calls.class, method, CacheMethods.plain());
        assertThat(plan).isNotNull();
        return plan.key(arguments);
    }

    private static void assertAllDiffer(String method, Object... values) {
        Map<String, Object> seen = new HashMap<>();
        for (Object value : values) {
            String key = key(method, value);
            assertThat(key).as("%s", value).isNotNull();
            assertThat(seen.put(key, value)).as("%s", value).isNull();
        }
    }

    @Test
    void two_dates_of_one_second_have_two_keys() {
        assertAllDiffer("date", new Date(1), new Date(2), new Date(1001));
        assertAllDiffer("timestamp", stamp(1), stamp(2), stamp(1_000_001), new Timestamp(1000));
    }

    private static Timestamp stamp(int nanos) {
        Timestamp stamp = new Timestamp(0);
        stamp.setNanos(nanos);
        return stamp;
    }

    @Test
    void a_subclass_of_a_date_counts_as_what_it_is() {
        assertAllDiffer(
                "date",
                new Date(0),
                new java.sql.Date(0),
                new java.sql.Date(1),
                new java.sql.Time(0),
                new Timestamp(0),
                stamp(1));
        assertThat(key("date", new NamedDate("a"))).isNull();
        assertThat(key("decimal", new PricedDecimal("a"))).isNull();
    }

    @Test
    void two_patterns_of_one_text_have_two_keys() {
        assertAllDiffer(
                "pattern",
                Pattern.compile("a"),
                Pattern.compile("a", Pattern.CASE_INSENSITIVE),
                Pattern.compile("a", Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
                Pattern.compile("2:a"));
    }

    @Test
    void two_locales_of_one_text_have_two_keys() {
        Locale one = new Locale("", "", "one");
        Locale other = new Locale("", "", "other");
        assertThat(one.toString()).isEqualTo(other.toString());
        assertAllDiffer(
                "locale",
                one,
                other,
                Locale.ROOT,
                Locale.forLanguageTag("de-DE-u-co-phonebk"),
                Locale.forLanguageTag("de-DE-x-one"),
                Locale.GERMANY,
                new Locale("de", "", "DE"),
                Locale.forLanguageTag("zh-Hant-TW"),
                Locale.TAIWAN);
    }

    @Test
    void numbers_of_one_value_have_two_keys() {
        assertAllDiffer(
                "number",
                1,
                1L,
                (short) 1,
                (byte) 1,
                1f,
                1d,
                BigInteger.ONE,
                BigDecimal.ONE,
                new BigDecimal("1.0"),
                new BigDecimal("1E+1"),
                new BigDecimal("10"),
                0d,
                -0d,
                0f,
                -0f,
                Double.NaN,
                Float.NaN,
                Double.MIN_VALUE);
        assertThat(key("number", new AtomicInteger(1))).isNull();
    }

    @Test
    void values_of_all_types_differ_by_their_class_too() {
        UUID id = UUID.fromString("00000000-0000-0001-0000-000000000002");
        Instant second = Instant.ofEpochSecond(1);
        ZoneId paris = ZoneId.of("Europe/Paris");
        assertAllDiffer(
                "anything",
                "1",
                '1',
                1,
                id,
                id.toString(),
                URI.create("a"),
                URI.create("A"),
                "a",
                Path.of("a"),
                Path.of("./a"),
                Currency.getInstance("EUR"),
                "EUR",
                second,
                second.toString(),
                second.plusNanos(1),
                Date.from(second),
                OptionalInt.of(1),
                OptionalInt.empty(),
                OptionalLong.of(1),
                OptionalDouble.of(1),
                OptionalDouble.of(-0.0),
                OptionalDouble.of(0.0),
                Optional.of(1),
                Optional.of(1L),
                Optional.empty(),
                Optional.of(Optional.empty()),
                Duration.ofHours(24),
                Duration.ofHours(24).plusNanos(1),
                Period.ofDays(1),
                Period.ofMonths(12),
                Period.ofYears(1),
                LocalDate.EPOCH,
                LocalDate.EPOCH.atStartOfDay(),
                LocalTime.MIDNIGHT,
                LocalTime.MIDNIGHT.plusNanos(1),
                OffsetTime.of(LocalTime.MIDNIGHT, ZoneOffset.UTC),
                OffsetDateTime.of(LocalDateTime.MIN, ZoneOffset.UTC),
                ZonedDateTime.ofInstant(second, paris),
                ZonedDateTime.ofInstant(second, ZoneOffset.ofHours(1)),
                ZonedDateTime.ofInstant(second, ZoneId.of("UTC+1")),
                paris,
                ZoneOffset.UTC,
                ZoneId.of("UTC"),
                Year.of(1),
                YearMonth.of(1, 1),
                MonthDay.of(1, 1),
                TimeUnit.DAYS,
                "DAYS",
                Locale.ROOT,
                Pattern.compile(""),
                true,
                "true",
                "");
    }

    @Test
    void a_uri_that_does_not_parse_back_has_no_text() {
        URI folder = URI.create("http://x/");
        URI relative = folder.relativize(URI.create("http://x/b:c"));
        URI opaque = URI.create("b:c");
        assertThat(relative).isNotEqualTo(opaque).hasToString("b:c");
        URI broken = folder.relativize(URI.create("http://x/:c"));
        assertThat(broken).hasToString(":c");
        assertThat(key("anything", relative)).isNull();
        assertThat(key("anything", broken)).isNull();
        assertThat(SameState.difference(relative, opaque)).isNotNull();
        assertAllDiffer(
                "anything", opaque, folder, URI.create("http://x/%2F"), URI.create("b%3Ac"));
    }

    @Test
    void random_values_of_the_list_share_a_key_only_when_they_are_equal() {
        Random random = new Random(7);
        List<Function<Random, Object>> makers =
                List.of(
                        r -> Instant.ofEpochSecond(r.nextInt(3), r.nextInt(3)),
                        r -> new Date(r.nextInt(3)),
                        r -> stamp(r.nextInt(3)),
                        r -> new BigDecimal(BigInteger.valueOf(r.nextInt(3)), r.nextInt(5) - 2),
                        r -> r.nextInt(3) / 2.0,
                        r -> Duration.ofMillis(r.nextInt(3) - 1),
                        r -> new Filter("a".repeat(r.nextInt(3)), "a".repeat(r.nextInt(3))),
                        r -> new Box<>(r.nextInt(3)),
                        r -> new Box<>((long) r.nextInt(3)),
                        r -> new Box<>(new Box<>("a".repeat(r.nextInt(3)))),
                        r -> Optional.of("a".repeat(r.nextInt(3))),
                        r -> Locale.forLanguageTag(r.nextBoolean() ? "de" : "de-x-a"));
        Map<String, List<Object>> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            List<Object> arguments = new ArrayList<>();
            for (int j = 0; j < 2; j++) {
                arguments.add(makers.get(random.nextInt(makers.size())).apply(random));
            }
            String key = key("two", arguments.toArray());
            assertThat(key).isNotNull();
            List<Object> other = seen.putIfAbsent(key, arguments);
            if (other != null) {
                assertThat(other).isEqualTo(arguments);
            }
        }
        assertThat(seen).hasSizeGreaterThan(500);
    }

    @Test
    void a_record_counts_by_what_it_holds_and_not_by_its_accessors() {
        assertAllDiffer("shouting", new Shouting("a"), new Shouting("A"));
    }

    @Test
    void a_record_counts_by_the_names_of_its_parts() {
        assertThat(key("anything", new Filter("x", "y"))).contains("1:a1", "1:b1");
    }

    @Test
    void an_object_counts_by_the_method_that_is_marked_and_by_its_class() {
        assertAllDiffer("isbn", new Isbn("1"), new Isbn("2"));
        assertThat(key("isbn", new Isbn("1"))).isEqualTo(key("isbn", new Isbn("1")));
        assertAllDiffer("keyed", new KeyedA(1), new KeyedA(2), new KeyedB(1), new KeyedEnumA());
        assertAllDiffer("listed", new Listed(List.of("a")), new Listed(List.of("b")));
        assertAllDiffer("anything", new Isbn("1"), "1");
    }

    @Test
    void a_subclass_may_have_more_to_it_than_the_method_tells() {
        assertThat(key("isbn", new Reprint("1", 2))).isNull();
        assertAllDiffer(
                "isbn", new Isbn("1"), new MarkedReprint("1", 1), new MarkedReprint("1", 2));
    }

    @Test
    void a_sealed_type_and_a_generic_record_count_as_what_they_are() {
        assertAllDiffer("shape", new Circle(1), new Square(1), new Circle(2));
        assertAllDiffer("box", new Box<>("a"), new Box<>("b"));
        assertAllDiffer("phantom", new Id<List<String>>(1), new Id<List<String>>(2));
    }

    @Test
    void a_value_whose_class_is_not_in_the_list_has_no_key() throws Exception {
        for (Object value :
                List.of(
                        new StringBuilder("a"),
                        Calendar.getInstance(),
                        TimeZone.getDefault(),
                        JapaneseDate.now(),
                        new URL("http://127.0.0.1/"),
                        InetAddress.getLoopbackAddress(),
                        new Money(1),
                        new Box<>(new Money(1)),
                        new Box<>(List.of()),
                        Optional.of(new Date[0]),
                        String.class,
                        new Object())) {
            assertThat(key("anything", value)).as("%s", value.getClass()).isNull();
        }
        assertThat(key("temporal", Instant.EPOCH)).isNotNull();
        assertThat(key("temporal", JapaneseDate.now())).isNull();
        assertThat(key("chars", "a")).isNotNull();
        assertThat(key("chars", new StringBuilder("a"))).isNull();
    }

    record Filter(String a, String b) {}

    record Box<T>(T content) {}

    record Id<T>(long value) {}

    record Shouting(String text) {
        @Override
        public String text() {
            return text.toUpperCase(Locale.ROOT);
        }
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(int size) implements Shape {}

    record Square(int size) implements Shape {}

    static class Isbn {

        private final String digits;

        Isbn(String digits) {
            this.digits = digits;
        }

        @FlowCacheKey
        private String digits() {
            return digits;
        }
    }

    static class Reprint extends Isbn {

        final int edition;

        Reprint(String digits, int edition) {
            super(digits);
            this.edition = edition;
        }
    }

    static final class MarkedReprint extends Reprint {

        MarkedReprint(String digits, int edition) {
            super(digits, edition);
        }

        @FlowCacheKey
        int edition() {
            return edition;
        }
    }

    interface Keyed {

        @FlowCacheKey
        Object number();
    }

    record KeyedA(int value) implements Keyed {

        @Override
        public Integer number() {
            return value;
        }
    }

    record KeyedB(int value) implements Keyed {

        @Override
        public Integer number() {
            return value;
        }
    }

    static final class KeyedEnumA implements Keyed {

        @Override
        public TimeUnit number() {
            return TimeUnit.DAYS;
        }
    }

    record Listed(List<String> texts) {

        @FlowCacheKey
        String joined() {
            return String.join(",", texts);
        }
    }

    static final class NamedDate extends Date {

        private static final long serialVersionUID = 1;

        final String name;

        NamedDate(String name) {
            super(0);
            this.name = name;
        }
    }

    static final class PricedDecimal extends BigDecimal {

        private static final long serialVersionUID = 1;

        final String price;

        PricedDecimal(String price) {
            super("1");
            this.price = price;
        }
    }

    static final class Money {

        final int amount;

        Money(int amount) {
            this.amount = amount;
        }

        @Override
        public String toString() {
            return "some";
        }
    }

    interface Calls {

        @ApertureCached(ttl = "1m")
        String anything(Object a);

        @ApertureCached(ttl = "1m")
        String two(Object a, Object b);

        @ApertureCached(ttl = "1m")
        String date(Date a);

        @ApertureCached(ttl = "1m")
        String timestamp(Timestamp a);

        @ApertureCached(ttl = "1m")
        String decimal(BigDecimal a);

        @ApertureCached(ttl = "1m")
        String pattern(Pattern a);

        @ApertureCached(ttl = "1m")
        String locale(Locale a);

        @ApertureCached(ttl = "1m")
        String number(Number a);

        @ApertureCached(ttl = "1m")
        String temporal(Temporal a);

        @ApertureCached(ttl = "1m")
        String chars(CharSequence a);

        @ApertureCached(ttl = "1m")
        String shouting(Shouting a);

        @ApertureCached(ttl = "1m")
        String isbn(Isbn a);

        @ApertureCached(ttl = "1m")
        String keyed(Keyed a);

        @ApertureCached(ttl = "1m")
        String listed(Listed a);

        @ApertureCached(ttl = "1m")
        String shape(Shape a);

        @ApertureCached(ttl = "1m")
        String box(Box<String> a);

        @ApertureCached(ttl = "1m")
        String phantom(Id<List<String>> a);
    }
}
