package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.ApertureExempt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Beans whose bindings come from different places. ArC wants the annotations public. */
public final class Branches {

    private Branches() {}

    @ApertureControlled("branch")
    @ApplicationScoped
    @Stereotype
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface Branch {}

    @ApertureControlled("behind")
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    public @interface Guarded {}

    @Branch
    static class Stereotyped {

        void plain() {}

        @ApertureControlled("own")
        void own() {}

        @ApertureExempt
        void exempt() {}
    }

    @Branch
    @ApertureControlled("class")
    static class Overriding {

        void plain() {}

        @ApertureExempt
        void exempt() {}
    }

    static class Parent {

        @ApertureControlled("inherited")
        void controlled() {}

        @ApertureControlled("overridden")
        void overridden() {}
    }

    @ApplicationScoped
    @ApertureControlled("heirs")
    static class Heir extends Parent {

        @Override
        void overridden() {}
    }

    @ApplicationScoped
    static class Behind {

        @Guarded
        void plain() {}
    }

    @ApertureControlled("parents")
    abstract static class ControlledParent {

        void inherited() {}
    }

    @ApplicationScoped
    static class Inheriting extends ControlledParent {

        void plain() {}
    }
}
