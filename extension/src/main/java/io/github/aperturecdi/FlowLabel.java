package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sends a parameter of an {@link ApertureControlled} method, or a property of it, to the agent as a
 * label of the flow. Several of them on one parameter send several labels.
 *
 * <p>Enums are sent by {@code name()}, everything else by {@code toString()}; an {@code Optional}
 * by its content. A null, an empty {@code Optional}, and a getter or {@code toString()} that fails
 * are left out: a label never fails a call, and its key stays this parameter's: baggage does not
 * set it. Arrays, collections and maps have no text that says what they are, and are refused at
 * deployment.
 *
 * <p>A parameter without this annotation takes those of the method that it overrides or implements.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@Repeatable(FlowLabels.class)
public @interface FlowLabel {

    /**
     * The label's key. Keys that begin with {@code aperture.} are reserved.
     *
     * @return the key; empty means the parameter's name, for which the application has to be
     *     compiled with {@code -parameters}
     */
    String value() default "";

    /**
     * Where in the argument the value is: names of properties with dots between them, such as
     * {@code customer.tier}. A property is a component of a record or has a public getter ({@code
     * getTier()}, {@code isTier()} of a boolean). The path is checked at deployment; a null or an
     * empty {@code Optional} on the way leaves the label out.
     *
     * @return the path; empty means the argument itself
     */
    String property() default "";

    /**
     * Whether the label is for the agent's decision only, and stripped from everything exported,
     * except where the agent needs it to take back what a concurrency limit had given by it.
     *
     * @return true to keep it out of telemetry
     */
    boolean sensitive() default false;
}
