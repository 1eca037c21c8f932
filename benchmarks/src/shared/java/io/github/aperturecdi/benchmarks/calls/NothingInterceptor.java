package io.github.aperturecdi.benchmarks.calls;


import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;


/** Only proceeds: the cost of an interceptor by itself. */
@Interceptor
@Limited(Limited.By.NOTHING)
@Priority(Interceptor.Priority.APPLICATION)
public class NothingInterceptor {

    /**
     * Proceeds.
     *
     * @param call the call
     * @return what the method returns
     * @throws Exception what the method throws
     */
    @AroundInvoke
    public Object limit(InvocationContext call) throws Exception {
        return call.proceed();
    }
}
