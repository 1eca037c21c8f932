package io.github.aperturecdi.services;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Services, of which some may be there without the library that they serve. */
public final class Services {

    private static final System.Logger LOG = System.getLogger(Services.class.getName());

    /** In a row: a class loader that fails does so each time, and would be asked for ever. */
    private static final int MAX_FAILURES = 100;

    private Services() {}

    /**
     * Every implementation that can be made.
     *
     * @param service the interface
     * @param loader the application's class loader
     * @param <S> the interface
     * @return the implementations, without those that do not load
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
