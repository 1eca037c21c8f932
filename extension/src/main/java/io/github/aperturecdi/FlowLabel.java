package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sends a parameter of an {@link ApertureControlled} method, or a property of it, to the agent as a
 * label of the flow. Several annotations on one parameter send several labels.
 *
 * <p>The value of an enum is its {@code name()}, the value of an {@code Optional} that of its
 * content, and any other value is its {@code toString()}. The label is left out for a null, for an
 * empty {@code Optional}, and if a getter or {@code toString()} fails: a label never fails a call.
 * Baggage does not set the key even then. Arrays, collections and maps have no text that identifies
 * them and are an error of the deployment.
 *
 * <p>A parameter without this annotation inherits the annotations of the method that its method
 * overrides or implements.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@Repeatable(FlowLabels.class)
public @interface FlowLabel {

    /**
     * The key of the label. Keys that begin with {@code aperture.} are reserved.
     *
     * @return the key; empty means the parameter's name, for which the application has to be
     *     compiled with {@code -parameters}
     */
    String value() default "";

    /**
     * The path from the argument to the value: names of properties, separated by dots, such as
     * {@code customer.tier}. A property is a component of a record or has a public getter ({@code
     * getTier()}, {@code isTier()} of a boolean). The path is checked at deployment; at a null or
     * an empty {@code Optional} on the path the label is left out.
     *
     * @return the path; empty means the argument itself
     */
    String property() default "";

    /**
     * Whether the label is only for the agent's decision. It is removed from the telemetry of the
     * flow, unless the agent needs it there to return the token of a concurrency limit that counts
     * by this label.
     *
     * @return true to keep the label out of telemetry
     */
    boolean sensitive() default false;
}
