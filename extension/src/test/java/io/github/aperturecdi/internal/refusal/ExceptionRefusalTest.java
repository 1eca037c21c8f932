package io.github.aperturecdi.internal.refusal;

import static io.github.aperturecdi.internal.refusal.RefusalTest.REFUSED;
import static io.github.aperturecdi.internal.refusal.RefusalTest.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exceptions of refused calls, and how their constructors are chosen. */
class ExceptionRefusalTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ofRefusal",
                "ofTextAndCause",
                "ofText",
                "ofNothing",
                "ofEverything",
                "ofIo"
            })
    void an_exception_is_made_by_what_says_most_and_has_the_refusal_for_its_cause(String method) {
        Throwable thrown = catchThrowable(() -> answer(new Thrower(), method));
        assertThat(thrown).hasCause(REFUSED);
        switch (method) {
            case "ofRefusal", "ofEverything" -> assertThat(thrown).hasMessage("429");
            case "ofIo" -> assertThat(thrown).hasMessage(REFUSED.toString());
            case "ofNothing" -> assertThat(thrown).hasMessage(null);
            default -> assertThat(thrown).hasMessage(REFUSED.getMessage());
        }
    }

    @Test
    void an_exception_that_cannot_have_a_cause_is_thrown_as_it_is() {
        assertThatThrownBy(() -> answer(new Thrower(), "causeless"))
                .isInstanceOf(Causeless.class)
                .hasNoCause();
    }

    @Test
    void an_exception_whose_constructor_fails_leaves_the_refusal() {
        assertThatThrownBy(() -> answer(new Thrower(), "exploding")).isSameAs(REFUSED);
    }

    static class Thrower {

        @ApertureControlled(rejectWith = OfRefusal.class)
        public void ofRefusal() {}

        @ApertureControlled(rejectWith = OfTextAndCause.class)
        public void ofTextAndCause() {}

        @ApertureControlled(rejectWith = OfText.class)
        public void ofText() {}

        @ApertureControlled(rejectWith = OfNothing.class)
        public void ofNothing() {}

        @ApertureControlled(rejectWith = OfEverything.class)
        public void ofEverything() {}

        @ApertureControlled(rejectWith = IOException.class)
        public void ofIo() throws Exception {}

        @ApertureControlled(rejectWith = Causeless.class)
        public void causeless() {}

        @ApertureControlled(rejectWith = Exploding.class)
        public void exploding() {}
    }

    @SuppressWarnings("serial")
    static class OfRefusal extends RuntimeException {
        OfRefusal(FlowRejectedException refused) {
            super("" + refused.httpStatus());
        }
    }

    @SuppressWarnings("serial")
    static class OfTextAndCause extends RuntimeException {
        OfTextAndCause(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @SuppressWarnings("serial")
    static class OfText extends RuntimeException {
        OfText(String message) {
            super(message);
        }
    }

    @SuppressWarnings("serial")
    static class OfNothing extends RuntimeException {}

    @SuppressWarnings("serial")
    static class OfEverything extends RuntimeException {
        OfEverything() {}

        OfEverything(String message) {
            super(message);
        }

        OfEverything(String message, Throwable cause) {
            super(message, cause);
        }

        OfEverything(RuntimeException refused) {
            this("" + ((FlowRejectedException) refused).httpStatus(), refused);
        }

        OfEverything(Throwable refused) {
            super("not this", refused);
        }
    }

    @SuppressWarnings("serial")
    static class Causeless extends RuntimeException {
        Causeless(String message) {
            super(message, null);
        }
    }

    @SuppressWarnings("serial")
    static class Exploding extends RuntimeException {
        Exploding(String message) {
            throw new IllegalStateException("while it is made");
        }
    }
}
