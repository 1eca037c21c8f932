package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.cdi.ControlledMethods.BeanMethod;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/**
 * The controlled methods of a deployment's beans, each with its binding, which an extension may
 * have added. A container with portable extensions uses them for the plans. Quarkus does not, as it
 * checks at build time.
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
