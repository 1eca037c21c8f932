package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import io.github.aperturecdi.internal.jackson.JacksonCodec;
import io.github.aperturecdi.internal.jsonb.JsonbCodec;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.CharacterCodingException;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results as bytes, and back. */
class CacheCodecsTest {

    private static final ResultCodecs ALL =
            ResultCodecs.load(CacheCodecsTest.class.getClassLoader());

    static Stream<ResultCodec> json() {
        return Stream.of(new JsonbCodec(), new JacksonCodec());
    }

    private static Type typeOf(String method) {
        return CacheMethods.of(Results.class, method).getGenericReturnType();
    }

    private static @Nullable Object thereAndBack(ResultCodec codec, Object result, Type type)
            throws Exception {
        assertThat(codec.handles(type)).isTrue();
        return codec.decode(codec.encode(result, type), type);
    }

    @Test
    void bytes_and_text_stay_as_they_are() throws Exception {
        ResultCodec bytes = Objects.requireNonNull(CacheMethods.plain().of(byte[].class));
        assertThat(bytes.encode(new byte[] {0, -1}, byte[].class)).containsExactly(0, -1);
        assertThat(thereAndBack(bytes, new byte[] {0, -1}, byte[].class))
                .isEqualTo(new byte[] {0, -1});
        ResultCodec text = Objects.requireNonNull(CacheMethods.plain().of(String.class));
        assertThat(text.encode("é\uD83D\uDE00", String.class)).hasSize(6);
        assertThat(thereAndBack(text, "é\uD83D\uDE00", String.class)).isEqualTo("é\uD83D\uDE00");
        assertThat(thereAndBack(text, "", String.class)).isEqualTo("");
    }

    @Test
    void text_that_utf_8_does_not_have_is_refused_both_ways() {
        ResultCodec text = Objects.requireNonNull(CacheMethods.plain().of(String.class));
        assertThatThrownBy(() -> text.encode("\uD83D", String.class))
                .isInstanceOf(CharacterCodingException.class);
        assertThatThrownBy(() -> text.decode(new byte[] {(byte) 0xC3}, String.class))
                .isInstanceOf(CharacterCodingException.class);
    }

    @ParameterizedTest
    @MethodSource("json")
    void generic_types_come_back_with_their_type_arguments(ResultCodec codec) throws Exception {
        Map<String, List<LocalDate>> result =
                Map.of("a", List.of(LocalDate.of(2026, 2, 28)), "b", List.of());
        Type type = typeOf("datesByName");
        // Jackson needs a module for java.time, and finds it.
        assertThat(thereAndBack(codec, result, type)).isEqualTo(result);
    }

    @ParameterizedTest
    @MethodSource("json")
    void beans_numbers_and_lists_come_back(ResultCodec codec) throws Exception {
        assertThat(thereAndBack(codec, 7, Integer.class)).isEqualTo(7);
        assertThat(thereAndBack(codec, List.of(new BigDecimal("1.50")), typeOf("prices")))
                .isEqualTo(List.of(new BigDecimal("1.50")));
        Product product = new Product();
        product.setName("tea");
        assertThat(thereAndBack(codec, List.of(product), typeOf("products")))
                .asInstanceOf(list(Product.class))
                .extracting(Product::getName)
                .containsExactly("tea");
    }

    @ParameterizedTest
    @MethodSource("json")
    void a_record_comes_back(ResultCodec codec) throws Exception {
        Point point = new Point("home", 3);
        assertThat(thereAndBack(codec, point, Point.class)).isEqualTo(point);
    }

    @ParameterizedTest
    @MethodSource("json")
    void what_can_be_written_but_not_read_fails(ResultCodec codec) throws Exception {
        assertThat(codec.handles(WriteOnly.class)).isTrue();
        byte[] bytes = codec.encode(new WriteOnly(), WriteOnly.class);
        assertThatThrownBy(() -> codec.decode(bytes, WriteOnly.class))
                .isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @MethodSource("json")
    void an_empty_map_is_content(ResultCodec codec) throws Exception {
        assertThat(thereAndBack(codec, Map.of(), typeOf("datesByName"))).isEqualTo(Map.of());
    }

    @ParameterizedTest
    @MethodSource("json")
    void rubbish_fails(ResultCodec codec) {
        assertThat(codec.handles(Product.class)).isTrue();
        assertThatThrownBy(() -> codec.decode(new byte[] {'{', 1}, Product.class))
                .isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anything",
                "variable",
                "wildcards",
                "stream",
                "input",
                "iterator",
                "future"
            })
    void types_that_are_not_data_have_no_codec(String method) {
        assertThat(ALL.of(typeOf(method))).isNull();
    }

    @Test
    void text_and_bytes_are_not_json_and_json_b_goes_before_jackson() {
        assertThat(ALL.of(String.class)).isInstanceOf(StringCodec.class);
        assertThat(ALL.of(byte[].class)).isInstanceOf(BytesCodec.class);
        assertThat(ALL.of(Product.class)).isInstanceOf(JsonbCodec.class);
    }

    @Test
    void an_applications_own_codec_goes_first() {
        ResultCodec own = new Upper();
        ResultCodecs codecs = CacheMethods.plain(new JsonbCodec(), own);
        assertThat(codecs.of(String.class)).isSameAs(own);
        assertThat(codecs.of(Product.class)).isInstanceOf(JsonbCodec.class);
    }

    @Test
    void without_its_library_a_codec_handles_nothing() throws Exception {
        URL[] classes = {
            JsonbCodec.class.getProtectionDomain().getCodeSource().getLocation(),
            Nullable.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (URLClassLoader alone =
                new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            for (Class<?> type : List.of(JsonbCodec.class, JacksonCodec.class)) {
                Object codec = alone.loadClass(type.getName()).getConstructor().newInstance();
                Object handles =
                        codec.getClass().getMethod("handles", Type.class).invoke(codec, List.class);
                assertThat(handles).isEqualTo(false);
            }
        }
    }

    private static final class Upper implements ResultCodec {

        @Override
        public boolean handles(Type type) {
            return type == String.class;
        }

        @Override
        public byte[] encode(Object result, Type type) {
            return new byte[0];
        }

        @Override
        public Object decode(byte[] bytes, Type type) {
            return "";
        }
    }

    /** A bean as both libraries know it. */
    public static final class Product {

        private @Nullable String name;

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    /** A record. */
    public record Point(String name, int x) {}

    /** Has a getter and no setter. */
    public static final class WriteOnly {

        public String getName() {
            return "x";
        }
    }

    interface Results<T> {

        Map<String, List<LocalDate>> datesByName();

        List<BigDecimal> prices();

        List<Product> products();

        Object anything();

        List<T> variable();

        Map<String, ?> wildcards();

        Stream<String> stream();

        InputStream input();

        Iterator<String> iterator();

        Future<String> future();
    }
}
