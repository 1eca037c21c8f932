package io.github.aperturecdi.cache;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
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
 * The JDK's value classes with an exact text: two values of one class have the same text only if
 * they are the same value. The list is closed and goes by the value's own class, as a subclass may
 * have more state than its text shows.
 */
final class ExactText {

    /** Classes whose {@code toString()} is exact. */
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

    /** Classes, other than dates, whose text is made here from their parts. */
    private static final Set<Class<?>> BY_PARTS =
            Set.of(Locale.class, Pattern.class, ZoneId.class, Path.class, URI.class);

    /** By name: a JVM may lack the module {@code java.sql}. */
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
            // The other dates are exact in milliseconds, and some of them cannot become an
            // instant.
            return date.getClass().getName().equals(TIMESTAMP)
                    ? date.toInstant().toString()
                    : Long.toString(date.getTime());
        }
        if (value instanceof URI uri) {
            return text(uri);
        }
        return value instanceof Path path ? text(path) : null;
    }

    /** Made of all parts: {@code toString()} and the language tag leave some out. */
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

    /** One that {@code relativize} has made may look like another: {@code b:c} has two meanings. */
    private static @Nullable String text(URI uri) {
        String text = uri.toString();
        try {
            return new URI(text).equals(uri) ? text : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Only a path of the default file system has an exact text, and only if it parses back. */
    private static @Nullable String text(Path path) {
        FileSystem files = FileSystems.getDefault();
        String text = path.toString();
        return path.getFileSystem() == files && files.getPath(text).equals(path) ? text : null;
    }

    /** Writes the length first, so that one part cannot look like two. */
    static void append(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }
}
