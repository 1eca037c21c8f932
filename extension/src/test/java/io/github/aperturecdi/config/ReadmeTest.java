package io.github.aperturecdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's table of keys says what the code does. */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");

    @Test
    void its_table_has_every_key_with_its_default_and_meaning_and_no_other() throws IOException {
        List<String> rows =
                Files.readAllLines(README).stream()
                        .filter(line -> line.startsWith("| `aperture."))
                        .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(ConfigKey.values()).map(ReadmeTest::row).toList());
    }

    private static String row(ConfigKey key) {
        String text = key.defaultText();
        String defaultCell =
                text.isEmpty()
                        ? " |"
                        : text.contains("`") ? " " + text + " |" : " `" + text + "` |";
        return "| `" + key.key() + "` |" + defaultCell + " " + key.documentation() + " |";
    }
}
