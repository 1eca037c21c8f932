package io.github.aperturecdi.internal.services;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Loads services. A service may be present without the library that it serves. */
public final class Services {

    private static final System.Logger LOG = System.getLogger(Services.class.getName());

    /**
     * The maximal number of consecutive failures: a class loader that always fails would make the
     * loop endless.
     */
    private static final int MAX_FAILURES = 100;

    private Services() {}

    /**
     * Loads every implementation that can be created.
     *
     * @param service the interface
     * @param loader the application's class loader
     * @param <S> the interface
     * @return the implementations, without those that fail to load
     */
    public static <S> List<S> load(Class<S> service, ClassLoader loader) {
        List<S> found = new ArrayList<>();
        Iterator<S> services = ServiceLoader.load(service, loader).iterator();
        int failures = 0;
        while (failures < MAX_FAILURES) {
            try {
                if (!services.hasNext()) {
                    break;
                }
                found.add(services.next());
                failures = 0;
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                LOG.log(System.Logger.Level.DEBUG, "a service without its library", e);
            }
        }
        return List.copyOf(found);
    }
}
