package io.github.aperturecdi.cdi;

import io.github.aperturecdi.RejectionMapper;
import io.github.aperturecdi.reflect.BeanClass;
import io.github.aperturecdi.refusal.RejectionMappers;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plans that the check of a deployment has made, for the calls that come later. A container
 * with portable extensions keeps them for as long as the deployment; Quarkus, which checks when it
 * builds, has nothing to keep them in.
 */
public final class DeployedPlans {

    private record Key(Class<?> bean, Method method) {}

    /** Null for a method whose plan is made anew, as what it needs is closed after the check. */
    private final Map<Key, @Nullable ControlledMethod> plans = new HashMap<>();

    private final RejectionMappers refusals = new RejectionMappers(() -> mappers().get());
    private volatile Supplier<List<RejectionMapper>> mappers = List::of;

    DeployedPlans() {}

    private Supplier<List<RejectionMapper>> mappers() {
        return mappers;
    }

    /** Asks the application's mappers, once there are some. */
    RejectionMappers refusals() {
        return refusals;
    }

    void use(Supplier<List<RejectionMapper>> mappers) {
        this.mappers = mappers;
    }

    /** Before any call, so that no thread has to look for it. */
    void keep(Class<?> bean, Method method, ControlledMethod plan) {
        boolean lives = plan.caching() == null && plan.arguments() == null;
        plans.put(new Key(bean, method), lives ? plan : null);
    }

    /** The plan of an instance's method; null where there is none, and it is to be made. */
    @Nullable ControlledMethod of(Class<?> target, Method method) {
        Class<?> written = BeanClass.of(target, method);
        for (Class<?> type = target; ; type = type.getSuperclass()) {
            Key key = new Key(type, method);
            if (type == written || plans.containsKey(key)) {
                return plans.get(key);
            }
        }
    }
}
