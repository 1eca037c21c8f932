package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of keys in the documents say what the code does. */
class KeyTablesTest {

    @Test
    void the_documentation_has_every_key_with_its_default_and_meaning_and_no_other()
            throws IOException {
        assertThat(rows("docs/configuration.md"))
                .containsExactlyElementsOf(
                        ConfigKey.all().stream().map(KeyTablesTest::row).toList());
    }

    @Test
    void the_readme_has_the_keys_that_matter_first() throws IOException {
        assertThat(rows("README.md"))
                .containsExactlyElementsOf(
                        Stream.of(
                                        ConfigKey.AGENT_ADDRESS,
                                        ConfigKey.API_KEY,
                                        ConfigKey.TIMEOUT,
                                        ConfigKey.ON_UNREACHABLE,
                                        ConfigKey.MODE,
                                        ConfigKey.EMBEDDED_POLICIES)
                                .map(KeyTablesTest::row)
                                .toList());
    }

    private static List<String> rows(String document) throws IOException {
        return Files.readAllLines(Path.of("..", document)).stream()
                .filter(line -> line.startsWith("| `aperture."))
                .toList();
    }

    private static String row(ConfigKey<?> key) {
        String text = key.defaultText();
        String defaultCell =
                text.isEmpty()
                        ? " |"
                        : text.contains("`") ? " " + text + " |" : " `" + text + "` |";
        return "| `" + key.key() + "` |" + defaultCell + " " + key.documentation() + " |";
    }
}
