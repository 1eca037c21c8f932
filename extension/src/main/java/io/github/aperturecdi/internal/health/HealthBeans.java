package io.github.aperturecdi.internal.health;

import java.util.List;

/**
 * The beans for MicroProfile Health. It uses no type of that API itself, so it loads without it.
 */
public final class HealthBeans {

    private HealthBeans() {}

    /**
     * The bean classes to register.
     *
     * @return the classes; none without MicroProfile Health's API
     */
    public static List<Class<?>> types() {
        ClassLoader loader = HealthBeans.class.getClassLoader();
        try {
            Class.forName("org.eclipse.microprofile.health.HealthCheck", false, loader);
            return List.of(StartedApplication.class, AgentCheck.class);
        } catch (ClassNotFoundException | LinkageError e) {
            return List.of();
        }
    }
}
