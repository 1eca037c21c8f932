package io.github.aperturecdi.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @TempDir Path folder;

    private MethodLabels labels(String... options) throws Exception {
        Path file = Files.writeString(folder.resolve("Shop.java"), SOURCE);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> all =
                List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString());
        boolean compiled;
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            compiled =
                    compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    Stream.concat(all.stream(), List.of(options).stream()).toList(),
                                    null,
                                    files.getJavaFileObjects(file))
                            .call();
        }
        assertThat(compiled).isTrue();
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> shop = loader.loadClass("Shop");
            Method order = shop.getMethod("order", String.class, String.class);
            return MethodLabels.of(shop, order, new String[0], "Shop.order");
        }
    }

    @Test
    void without_names_each_of_them_is_named_with_the_remedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(this::labels)
                .withMessageContaining("APERTURE-005: Parameter 1 of Shop.order")
                .withMessageContaining("APERTURE-005: Parameter 2 of Shop.order")
                .withMessageContaining("compile with -parameters");
    }

    @Test
    void with_names_they_are_the_keys() throws Exception {
        assertThat(labels("-parameters")).isNotNull();
    }
}
