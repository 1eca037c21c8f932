package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.internal.labels.LayeredLabels;
import io.github.aperturecdi.internal.labels.MethodLabels;
import io.github.aperturecdi.testing.StubAgent;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who drives a recursion until the stack is full must not get rid of a label: no limit by this
 * label would count the flow.
 */
class DeepLabelsTest {

    /** The user's name, which takes a long way to find. */
    private static final class User {

        private final Supplier<String> name;

        User(Supplier<String> name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name.get();
        }
    }

    static final class Shop {
        public void order(@FlowLabel("user") User user) {}
    }

    enum Source {
        PARAMETER,
        SURROUNDINGS,
        LAYER
    }

    private final StubAgent agent = new StubAgent();
    private int started;

    private static String found(int steps) {
        return steps == 0 ? "alice" : found(steps - 1);
    }

    private static String endless() {
        return endless() + "!";
    }

    private Runnable start(Source source, Supplier<String> name) throws Exception {
        AmbientLabels ambient = (controlPoint, labels) -> labels.put("user", name.get());
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .labels(
                                switch (source) {
                                    case PARAMETER -> AmbientLabels.NONE;
                                    case SURROUNDINGS -> ambient;
                                    case LAYER -> LayeredLabels.of(List.of(ambient));
                                })
                        .build();
        MethodLabels parameters =
                MethodLabels.of(
                        Shop.class, Shop.class.getMethod("order", User.class), new String[0], "m");
        return () -> {
            FlowRequestBuilder request = FlowRequest.at("deep");
            if (source == Source.PARAMETER) {
                parameters.addTo(request, new Object[] {new User(name)});
            }
            flows.start(request.build()).close();
            started++;
        };
    }

    private void atEachDepth(Runnable start) {
        start.run();
        atEachDepth(start);
    }

    @ParameterizedTest
    @EnumSource
    void a_full_stack_leaves_no_label_out(Source source) throws Exception {
        Runnable start = start(source, () -> found(5_000));

        assertThatThrownBy(() -> atEachDepth(start)).isInstanceOf(StackOverflowError.class);

        assertThat(started).isPositive();
        assertThat(agent.checks)
                .allSatisfy(check -> assertThat(check.labels()).containsEntry("user", "alice"));
    }

    /** As by a call through reflection. */
    private static String foundByAnother(int steps) {
        try {
            return found(steps);
        } catch (StackOverflowError e) {
            throw new IllegalStateException(new InvocationTargetException(e));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nor_does_one_whose_error_was_wrapped(Source source) throws Exception {
        Runnable start = start(source, () -> foundByAnother(5_000));

        assertThatThrownBy(() -> atEachDepth(start)).isInstanceOf(StackOverflowError.class);

        assertThat(started).isPositive();
        assertThat(agent.checks)
                .allSatisfy(check -> assertThat(check.labels()).containsEntry("user", "alice"));
    }

    @ParameterizedTest
    @EnumSource
    void a_label_whose_own_code_never_ends_is_left_out(Source source) throws Exception {
        start(source, DeepLabelsTest::endless).run();

        assertThat(agent.checks)
                .singleElement()
                .satisfies(check -> assertThat(check.labels()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void an_error_of_that_kind_without_a_full_stack_leaves_the_label_out(Source source)
            throws Exception {
        Runnable start =
                start(
                        source,
                        () -> {
                            throw new StackOverflowError("thrown by hand");
                        });

        start.run();

        assertThat(agent.checks)
                .singleElement()
                .satisfies(check -> assertThat(check.labels()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void a_lack_of_memory_fails_the_call(Source source) throws Exception {
        OutOfMemoryError lack = new OutOfMemoryError();
        Runnable start =
                start(
                        source,
                        () -> {
                            throw lack;
                        });

        assertThatThrownBy(start::run).isSameAs(lack);
        assertThat(agent.checks).isEmpty();
    }
}
