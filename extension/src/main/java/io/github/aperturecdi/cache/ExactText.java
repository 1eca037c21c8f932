package io.github.aperturecdi.cache;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
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
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of the JDK whose text says exactly what they are: two values of one class have one
 * text only if nothing tells them apart. The list is closed, and goes by the class that a value
 * has: a subclass may have more to it than its text.
 */
final class ExactText {

    /** Those whose {@code toString()} is such a text. */
    private static final Set<Class<?>> BY_TO_STRING =
            Set.of(
                    String.class,
                    Boolean.class,
                    Character.class,
                    Byte.class,
                    Short.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    BigInteger.class,
                    BigDecimal.class,
                    UUID.class,
                    URI.class,
                    Currency.class,
                    OptionalInt.class,
                    OptionalLong.class,
                    OptionalDouble.class,
                    Duration.class,
                    Instant.class,
                    LocalDate.class,
                    LocalDateTime.class,
                    LocalTime.class,
                    MonthDay.class,
                    OffsetDateTime.class,
                    OffsetTime.class,
                    Period.class,
                    Year.class,
                    YearMonth.class,
                    ZoneOffset.class,
                    ZonedDateTime.class);

    /** Those with a text made here, as far as they are no dates. */
    private static final Set<Class<?>> BY_PARTS =
            Set.of(Locale.class, Pattern.class, ZoneId.class, Path.class);

    /** By name, as a JVM may be without the module of {@code java.sql}. */
    private static final String TIMESTAMP = "java.sql.Timestamp";

    private static final Set<String> DATES =
            Set.of("java.util.Date", "java.sql.Date", "java.sql.Time", TIMESTAMP);

    private ExactText() {}

    /** Whether a declared type is in the list. */
    static boolean has(Class<?> type) {
        return type.isPrimitive()
                || BY_TO_STRING.contains(type)
                || BY_PARTS.contains(type)
                || DATES.contains(type.getName());
    }

    /** Whether values of the list may be of a declared type, such as {@code Number}. */
    static boolean mayHave(Class<?> type) {
        return has(type) || BY_TO_STRING.stream().anyMatch(type::isAssignableFrom);
    }

    /** The text of a value; null when its class is not in the list. */
    static @Nullable String of(Object value) {
        if (BY_TO_STRING.contains(value.getClass())) {
            return value.toString();
        }
        if (value instanceof Locale locale) {
            return text(locale);
        }
        if (value instanceof Pattern pattern) {
            return pattern.flags() + ":" + pattern.pattern();
        }
        if (value instanceof ZoneId zone) {
            return zone.getId();
        }
        if (value instanceof Date date && DATES.contains(date.getClass().getName())) {
            // The time of the others has all of them, and no instant is made of some.
            return date.getClass().getName().equals(TIMESTAMP)
                    ? date.toInstant().toString()
                    : Long.toString(date.getTime());
        }
        return value instanceof Path path ? text(path) : null;
    }

    /** By its parts: its own text leaves some out, and so does its language tag. */
    private static String text(Locale locale) {
        StringBuilder text = new StringBuilder();
        append(text, locale.getLanguage());
        append(text, locale.getScript());
        append(text, locale.getCountry());
        append(text, locale.getVariant());
        for (char key : new TreeSet<>(locale.getExtensionKeys())) {
            append(text.append(key), locale.getExtension(key));
        }
        return text.toString();
    }

    /** Of the file system that a text means; where a name is no text, its path cannot be read. */
    private static @Nullable String text(Path path) {
        FileSystem files = FileSystems.getDefault();
        String text = path.toString();
        return path.getFileSystem() == files && files.getPath(text).equals(path) ? text : null;
    }

    /** With its length before it, so that none can pretend to be two. */
    static void append(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }
}
