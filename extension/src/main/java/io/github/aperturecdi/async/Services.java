package io.github.aperturecdi.async;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Services, of which some may be there without the library that they serve. */
final class Services {

    private static final System.Logger LOG = System.getLogger(Services.class.getName());

    private Services() {}

    static <S> List<S> load(Class<S> service, ClassLoader loader) {
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
