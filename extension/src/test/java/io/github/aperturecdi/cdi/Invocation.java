package io.github.aperturecdi.cdi;

import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of a bean's method, as a container makes it for an interceptor. */
final class Invocation implements InvocationContext {

    private final Object bean;
    private final Method method;
    private final Map<String, Object> data = new HashMap<>();
    private @Nullable Object[] arguments;

    /** A call of the method of that name, of which there is one. */
    Invocation(Object bean, String method, @Nullable Object... arguments) {
        this.bean = bean;
        this.method =
                Arrays.stream(bean.getClass().getMethods())
                        .filter(m -> m.getName().equals(method) && !m.isBridge())
                        .findFirst()
                        .orElseThrow();
        this.method.setAccessible(true);
        this.arguments = arguments;
    }

    @Override
    public Object getTarget() {
        return bean;
    }

    @Override
    public @Nullable Object getTimer() {
        return null;
    }

    @Override
    public Method getMethod() {
        return method;
    }

    @Override
    public @Nullable Constructor<?> getConstructor() {
        return null;
    }

    @Override
    public @Nullable Object[] getParameters() {
        return arguments;
    }

    @Override
    public void setParameters(@Nullable Object[] parameters) {
        arguments = parameters;
    }

    @Override
    public Map<String, Object> getContextData() {
        return data;
    }

    @Override
    public @Nullable Object proceed() throws Exception {
        try {
            return method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }
}
