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
 * The plans that the deployment's check has made, for later calls. A container with portable
 * extensions keeps them as long as the deployment lives. Quarkus checks during the build and cannot
 * keep them.
 */
public final class DeployedPlans {

    private record Key(Class<?> bean, Method method) {}

    /**
     * The plans; null for a method whose plan is made again at its first call, because the check
     * closes its codecs or followed arguments.
     */
    private final Map<Key, @Nullable ControlledMethod> plans = new HashMap<>();

    private final RejectionMappers refusals = new RejectionMappers(() -> mappers().get());
    private volatile Supplier<List<RejectionMapper>> mappers = List::of;

    DeployedPlans() {}

    private Supplier<List<RejectionMapper>> mappers() {
        return mappers;
    }

    /** The mappers of refused calls. They call the application's mappers after {@link #use}. */
    RejectionMappers refusals() {
        return refusals;
    }

    void use(Supplier<List<RejectionMapper>> mappers) {
        this.mappers = mappers;
    }

    /** Keeps a plan. The check keeps all plans before the first call, so the map needs no lock. */
    void keep(Class<?> bean, Method method, ControlledMethod plan) {
        boolean lives = plan.caching() == null && plan.arguments() == null;
        plans.put(new Key(bean, method), lives ? plan : null);
    }

    /** The plan of a method; null if it has to be made. */
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
