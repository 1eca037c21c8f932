package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.sql.SQLXML;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a codec would read in the caller's place is found, and nothing is disturbed. */
class ReadOnceTest {

    /** A codec finds it by an annotation of the getter. */
    static final class Declared {

        private final Iterator<String> rows = rows();

        @JsonProperty("rows")
        Iterator<String> all() {
            return rows;
        }
    }

    static final class Annotated {

        @JsonProperty
        @SuppressWarnings("unused") // Read by reflection.
        private final Object notes = rows();
    }

    static class WithProtected {

        protected final Object notes = rows();
    }

    static final class WithGetterBelow extends WithProtected {

        Object getNotes() {
            return notes;
        }
    }

    private static Iterator<String> rows() {
        return List.of("a").iterator();
    }

    private static DirectoryStream<Path> files() {
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                throw new IllegalStateException("read");
            }

            @Override
            public void close() {}
        };
    }

    private static SQLXML xml() {
        return (SQLXML)
                Proxy.newProxyInstance(
                        ReadOnceTest.class.getClassLoader(),
                        new Class<?>[] {SQLXML.class},
                        (proxy, method, arguments) -> {
                            throw new IllegalStateException("read");
                        });
    }

    static Stream<Object> holders() {
        return Stream.of(
                new Object[] {files()},
                new Object[] {xml()},
                new Declared(),
                List.of(new Declared()),
                new Annotated(),
                new WithGetterBelow(),
                Map.entry("a", rows()),
                new SimpleEntry<>("a", rows()),
                new HashMap<>(Map.of("a", rows())).entrySet().iterator().next(),
                new AtomicReference<>(rows()),
                new ArrayList<>(List.of(rows())),
                new ArrayList<>(List.of(rows(), "a")).subList(0, 1),
                Arrays.asList("a", rows()),
                List.of("a", "b", rows()),
                Set.of(rows()),
                Map.of("a", "b", "c", rows()),
                Collections.singletonList(rows()),
                new HashMap<>(Map.of("a", rows())).values());
    }

    @ParameterizedTest
    @MethodSource("holders")
    void it_is_found_where_codecs_look(Object holder) {
        assertThat(ReadOnce.in(holder)).isNotNull();
    }

    /** As a collection that loads its elements, or has no session any more. */
    private static final class LazyList extends AbstractList<Object> {

        @SuppressWarnings("unused") // Read by reflection.
        private final Object session = rows();

        @Override
        public Object get(int index) {
            throw new IllegalStateException("no session");
        }

        @Override
        public int size() {
            throw new IllegalStateException("no session");
        }
    }

    private static final class LazyMap extends AbstractMap<Object, Object> {

        @SuppressWarnings("unused") // Read by reflection.
        private final Object session = rows();

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            throw new IllegalStateException("no session");
        }
    }

    static Stream<Object> lazy() {
        return Stream.of(
                new LazyList(),
                new LazyMap(),
                Collections.unmodifiableList(new LazyList()),
                Collections.synchronizedMap(new LazyMap()),
                new LazyMap().keySet());
    }

    /** These are no parameters of a test, as the text of a parameter has the elements. */
    @Test
    void collections_of_the_application_are_left_alone() {
        assertThat(lazy()).allSatisfy(lazy -> assertThat(ReadOnce.in(lazy)).isNull());
    }

    static class Row {

        private final String a = "a";
        private final String b = "b";
        private final Integer c = 3;
        private final Object d = "d";
        private final Object e = "e";
        private final Object f = 6;
        private final long g = 7;
        private final Object h = "h";

        public String getA() {
            return a;
        }

        public String getB() {
            return b;
        }

        public Integer getC() {
            return c;
        }

        public Object getD() {
            return d;
        }

        public Object getE() {
            return e;
        }

        public Object getF() {
            return f;
        }

        public long getG() {
            return g;
        }

        public Object getH() {
            return h;
        }
    }

    @Test
    void many_objects_of_a_class_cost_little() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Row> rows = IntStream.range(0, 5_000).mapToObj(i -> new Row()).toList();
        // The first search loads classes.
        assertThat(ReadOnce.in(rows)).isNull();
        long before = threads.getCurrentThreadAllocatedBytes();
        ReadOnce.in(rows);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(5_000 * 300);
    }
}
