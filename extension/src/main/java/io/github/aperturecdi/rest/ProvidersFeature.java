package io.github.aperturecdi.rest;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;

/**
 * Registers the library's providers where the server has not found them by their annotation: it
 * does not look into jars, or the application lists its classes. A server finds this feature as a
 * service (Jakarta REST 3.1, 4.1.2).
 */
@ConstrainedTo(RuntimeType.SERVER)
public class ProvidersFeature implements Feature {

    static final List<Class<?>> PROVIDERS =
            List.of(
                    FlowRejectedExceptionMapper.class,
                    RequestHeadersFilter.class,
                    UnwrittenBodyFilter.class,
                    WrittenBodyFilter.class);

    /** For the container. */
    public ProvidersFeature() {}

    @Override
    public boolean configure(FeatureContext context) {
        Configuration configuration = context.getConfiguration();
        if (configuration.getRuntimeType() == RuntimeType.CLIENT) {
            return false;
        }
        for (Class<?> provider : PROVIDERS) {
            if (!configuration.isRegistered(provider)) {
                context.register(provider);
            }
        }
        return true;
    }
}
