package io.github.aperturecdi.benchmarks;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Does nothing: what an interceptor costs by itself. */
@Interceptor
@NoOp.Binding
@Priority(Interceptor.Priority.APPLICATION)
public class NoOp {

    /** Its binding. */
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    public @interface Binding {}

    /**
     * Proceeds.
     *
     * @param call the call
     * @return what the method returns
     * @throws Exception what the method throws
     */
    @AroundInvoke
    public Object proceed(InvocationContext call) throws Exception {
        return call.proceed();
    }
}
