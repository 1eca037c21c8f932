package io.github.aperturecdi.races;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/**
 * Runs the operations of a model against each other, each once and on a thread of its own. A
 * failure names the interleaving, step by step.
 */
public final class Races {

    /** Twice what it took to find every seeded mistake, and few enough for an everyday build. */
    private static final int INTERLEAVINGS = 1_000;

    /** What a race is about. */
    public interface Model {

        /**
         * Sets the scene. Not the constructor's work: the model checker replaces identity hash
         * codes, but not there, and a map filled there would find nothing again.
         */
        void begin();
    }

    private Races() {}

    /**
     * Tries as many interleavings as most races need.
     *
     * @param model as for {@link #of(Class, int)}
     */
    public static void of(Class<? extends Model> model) {
        of(model, INTERLEAVINGS);
    }

    /**
     * Tries interleavings.
     *
     * @param model a public class with a public constructor, {@code Operation} methods, and a
     *     {@code Validate} method that says what must hold once all of them have returned
     * @param interleavings how many are tried at most
     */
    public static void of(Class<? extends Model> model, int interleavings) {
        new ModelCheckingOptions()
                .iterations(0)
                .addCustomScenario(scenario(model))
                .invocationsPerIteration(interleavings)
                // Half a scenario would be one that hangs, or settles nothing.
                .minimizeFailedScenario(false)
                // Its own ten seconds for one interleaving are too short for a busy machine.
                .invocationTimeout$lincheck(60_000)
                .verifier(NothingThrown.class)
                .check(model);
    }

    private static ExecutionScenario scenario(Class<? extends Model> model) {
        return new ExecutionScenario(
                actors(Arrays.stream(model.getMethods()).filter(m -> m.getName().equals("begin"))),
                actors(annotated(model, Operation.class)).stream().map(List::of).toList(),
                List.of(),
                actors(annotated(model, Validate.class)).get(0));
    }

    private static Stream<Method> annotated(
            Class<?> model, Class<? extends Annotation> annotation) {
        return Arrays.stream(model.getMethods()).filter(m -> m.isAnnotationPresent(annotation));
    }

    private static List<Actor> actors(Stream<Method> methods) {
        return methods.sorted(Comparator.comparing(Method::getName))
                .map(method -> new Actor(method, List.of()))
                .toList();
    }

    /** The results of the operations mean nothing; an exception is one that nobody expects. */
    public static final class NothingThrown implements Verifier {

        /** As Lincheck wants it. */
        public NothingThrown(Class<?> model) {}

        @Override
        public boolean verifyResults(ExecutionScenario scenario, ExecutionResult result) {
            return result.getParallelResultsWithClock().stream()
                    .flatMap(List::stream)
                    .allMatch(step -> step.getResult().toString().equals("void"));
        }
    }
}
