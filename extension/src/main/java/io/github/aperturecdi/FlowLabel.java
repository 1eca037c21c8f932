package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sends a parameter of an {@link ApertureControlled} method to the agent as a label of the flow.
 *
 * <p>Enums are sent by {@code name()}, everything else by {@code toString()}; an {@code Optional}
 * by its content. A null, an empty {@code Optional}, and a {@code toString()} that fails are left
 * out: a label never fails a call.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface FlowLabel {

    /**
     * The label's key.
     *
     * @return the key; empty means the parameter's name, for which the application has to be
     *     compiled with {@code -parameters}
     */
    String value() default "";
}
