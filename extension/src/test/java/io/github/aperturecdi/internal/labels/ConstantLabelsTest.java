package io.github.aperturecdi.internal.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The constant labels of an annotation; {@link MethodLabelsTest} has those that are refused. */
class ConstantLabelsTest {

    private final List<String> errors = new ArrayList<>();

    private Map<String, String> constants(String... texts) {
        return ConstantLabels.of(texts, "Type.method", errors);
    }

    @Test
    void the_first_equals_sign_ends_the_key_and_the_space_around_both_is_left_out() {
        assertThat(constants("tier=gold", " region = eu ", "sum=1=1", "empty="))
                .isEqualTo(Map.of("tier", "gold", "region", "eu", "sum", "1=1", "empty", ""));
        assertThat(errors).isEmpty();
    }

    @Test
    void of_two_with_one_key_the_second_is_an_error() {
        assertThat(constants("tier=gold", "tier=silver")).isEqualTo(Map.of("tier", "gold"));
        assertThat(errors).singleElement().asString().contains("APERTURE-705", "'tier'");
    }
}
