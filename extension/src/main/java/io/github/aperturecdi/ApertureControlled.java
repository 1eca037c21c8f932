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
 * <p>The annotation on a method controls that method; on a class it controls every business method
 * of the bean. The method's annotation replaces the class's. A refused call throws {@link
 * FlowRejectedException} and the method does not run. If the agent does not answer in time, the
 * call is admitted, unless {@code aperture.on-unreachable=reject} or the call is in ramp mode.
 *
 * <p>Operators tune the control points by configuration, with the keys under {@code aperture.}.
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
     * @return the name; empty means {@code SimpleClass.method}, with the class that declares the
     *     method
     */
    @Nonbinding
    String value() default "";

    /**
     * The time to wait for the agent's decision, as {@code 200ms}, {@code 2s} or {@code PT0.2S}. A
     * scheduler lets calls wait within this time, so a control point with a scheduler needs a long
     * one.
     *
     * @return the time; empty means the configuration's {@code aperture.timeout}
     */
    @Nonbinding
    String timeout() default "";

    /**
     * Whether the call may run only if a load ramp admits it. Without a matching ramp, or without a
     * decision in time, the call is refused.
     *
     * @return true for ramp mode
     */
    @Nonbinding
    boolean rampMode() default false;

    /**
     * Labels with the same value for every call, as {@code key=value}. Labels of parameters, and
     * labels that operators set for the control point, replace them.
     *
     * @return the labels
     */
    @Nonbinding
    String[] labels() default {};

    /**
     * The fallback that answers a refused call: a method of the bean, its superclasses or
     * interfaces, with the same parameters, the same return type and any visibility. It may take
     * the {@link FlowRejectedException} as an additional last parameter. It is called directly on
     * the bean, outside of the flow: no interceptor sees that call, even if the class is
     * controlled. An exception of the fallback is what the caller gets.
     *
     * @return the method's name; empty for none
     */
    @Nonbinding
    String fallbackMethod() default "";

    /**
     * The exception that a refused call throws. Its class has a constructor, not private, that
     * takes the {@link FlowRejectedException} (or a supertype of it), a message and a cause, a
     * message, or nothing; the first of these that exists is used. The refusal becomes the cause.
     * It cannot be combined with {@link #fallbackMethod}. A checked exception is allowed only if
     * the method declares it or its result can fail with it.
     *
     * @return the exception's class
     */
    @Nonbinding
    Class<? extends Exception> rejectWith() default FlowRejectedException.class;
}
