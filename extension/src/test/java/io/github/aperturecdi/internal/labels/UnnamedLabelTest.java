package io.github.aperturecdi.internal.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.testing.SourceClass;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** Labels that take their parameter's name, of classes with and without such names. */
class UnnamedLabelTest {

    private static final String SOURCE =
            """
            public class Shop {
                public void order(
                        @io.github.aperturecdi.FlowLabel String user,
                        @io.github.aperturecdi.FlowLabel String item) {}
            }
            """;

    private static MethodLabels labels(String... options) throws NoSuchMethodException {
        Class<?> shop = SourceClass.of("Shop", SOURCE, options).load();
        Method order = shop.getMethod("order", String.class, String.class);
        return MethodLabels.of(shop, order, new String[0], "Shop.order");
    }

    @Test
    void without_names_each_of_them_is_named_with_the_remedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(UnnamedLabelTest::labels)
                .withMessageContaining("APERTURE-700: Parameter 1 of Shop.order")
                .withMessageContaining("APERTURE-700: Parameter 2 of Shop.order")
                .withMessageContaining("compile with -parameters");
    }

    @Test
    void with_names_they_are_the_keys() throws Exception {
        assertThat(labels("-parameters")).isNotNull();
    }
}
