package io.github.aperturecdi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Contains several {@link FlowLabel}s of one parameter. The compiler adds it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface FlowLabels {

    /**
     * The labels.
     *
     * @return one or more
     */
    FlowLabel[] value();
}
