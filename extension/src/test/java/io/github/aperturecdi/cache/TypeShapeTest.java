package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.internal.jackson.JacksonCodec;
import io.github.aperturecdi.internal.jsonb.JsonbCodec;
import io.github.aperturecdi.testing.SourceClass;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one version of an application has stored for other fields, another does not read. */
class TypeShapeTest {

    private static Class<?> version(String body) {
        return SourceClass.of("shop.Product", "package shop; public class Product" + body).load();
    }

    @Test
    void a_class_with_other_fields_has_another_shape() {
        List<String> versions =
                List.of(
                        " { String name; }",
                        " { String name; int price; }",
                        " { String title; }",
                        " { Object name; }",
                        " { java.util.List<String> name; }",
                        " { java.util.List<Integer> name; }",
                        " { String[] name; }",
                        " extends Exception { String name; }");
        Set<String> shapes = new HashSet<>();
        for (String body : versions) {
            assertThat(shapes.add(TypeShape.of(version(body)))).as(body).isTrue();
        }
    }

    @Test
    void a_method_or_a_constant_more_is_no_other_shape() {
        assertThat(TypeShape.of(version(" { String name; int price; }")))
                .isEqualTo(
                        TypeShape.of(
                                version(" { static int n; int price; String name; void a() {} }")));
    }

    @Test
    void a_class_may_have_itself_inside() {
        assertThat(TypeShape.of(Chain.class)).contains("next", "Base", "inherited");
    }

    @Test
    void the_key_has_the_shape_and_the_codec() {
        Set<String> keys = new HashSet<>();
        for (ResultCodec codec : List.of(new JsonbCodec(), new JacksonCodec())) {
            ResultCaching plan = CacheMethods.plan(Calls.class, "chain", CacheMethods.plain(codec));
            keys.add(Objects.requireNonNull(plan).key(new Object[0]));
        }
        assertThat(keys).hasSize(2);
    }

    static class Base {
        int inherited;
    }

    static final class Chain extends Base {
        List<Chain> next = List.of();
    }

    interface Calls {

        @ApertureCached(ttl = "1m")
        Chain chain();
    }
}
