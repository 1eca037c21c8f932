package io.github.aperturecdi;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets an Aperture agent decide whether a call runs now, waits, or is refused.
 *
 * <p>On a method, that method is controlled; on a class, every business method of the bean is. The
 * method's annotation replaces the class's. A refused call throws {@link FlowRejectedException} and
 * the method does not run. An agent that does not answer in time admits the call, unless {@code
 * aperture.on-unreachable=reject}.
 *
 * <p>What operators tune belongs to the configuration, see the keys under {@code aperture.}.
 */
@InterceptorBinding
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface ApertureControlled {

    /**
     * The control point: the name by which policies select this call.
     *
     * @return the name; empty means {@code SimpleClass.method}, of the class that declares the
     *     method
     */
    @Nonbinding
    String value() default "";

    /**
     * How long to wait for the agent's decision, as {@code 200ms}, {@code 2s} or {@code PT0.2S}.
     * Schedulers let calls wait within this time, so give control points with a scheduler a
     * generous one.
     *
     * @return the time; empty means the configuration's {@code aperture.timeout}
     */
    @Nonbinding
    String timeout() default "";

    /**
     * Whether the call may run only where a load ramp lets it: without a matching ramp, or without
     * a decision in time, it is refused.
     *
     * @return true for ramp mode
     */
    @Nonbinding
    boolean rampMode() default false;

    /**
     * Labels that are the same for every call, as {@code key=value}. Parameters, and what operators
     * set for the control point, replace them.
     *
     * @return the labels
     */
    @Nonbinding
    String[] labels() default {};

    /**
     * What answers a refused call: a method of the bean, its superclasses or interfaces with the
     * same parameters and the same return type, of any visibility; it may take the {@link
     * FlowRejectedException} as its last parameter. It is called on the bean itself, outside of the
     * flow, and no interceptor sees that call, also where its class is controlled. What it throws
     * is what the caller gets.
     *
     * @return the method's name; empty for none
     */
    @Nonbinding
    String fallbackMethod() default "";

    /**
     * What a refused call throws: an exception with a constructor, not private, that takes the
     * {@link FlowRejectedException} (or a supertype of it), a message and a cause, a message, or
     * nothing; the first of these that there is makes it. The refusal becomes its cause. Not
     * together with {@link #fallbackMethod}, and a checked exception only where the method declares
     * it or its result can fail with it.
     *
     * @return the exception's class
     */
    @Nonbinding
    Class<? extends Exception> rejectWith() default FlowRejectedException.class;
}
