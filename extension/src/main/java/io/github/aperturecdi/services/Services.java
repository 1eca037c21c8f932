package io.github.aperturecdi.services;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Services, of which some may be there without the library that they serve. */
public final class Services {

    private static final System.Logger LOG = System.getLogger(Services.class.getName());

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
        while (true) {
            try {
                if (!services.hasNext()) {
                    return List.copyOf(found);
                }
                found.add(services.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.log(System.Logger.Level.DEBUG, "a service without its library", e);
            }
        }
    }
}
