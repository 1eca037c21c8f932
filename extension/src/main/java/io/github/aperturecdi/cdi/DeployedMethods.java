package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.cdi.ControlledMethods.BeanMethod;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/**
 * The controlled methods of a deployment's beans, and what applies to each, which an extension may
 * have added. A container with portable extensions keeps them for the plans; Quarkus, which checks
 * when it builds, keeps nothing.
 */
public final class DeployedMethods {

    private final Map<BeanMethod, ApertureControlled> bindings = new HashMap<>();

    DeployedMethods() {}

    void add(Class<?> bean, Method method, ApertureControlled binding) {
        bindings.put(new BeanMethod(bean, method), binding);
    }

    Map<BeanMethod, ApertureControlled> bindings() {
        return bindings;
    }
}
