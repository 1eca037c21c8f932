package io.github.aperturecdi.cdi;

import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;
import jakarta.enterprise.inject.build.compatible.spi.SkipIfPortableExtensionPresent;
import java.util.List;

/** Registers the library with containers that decide at build time, such as ArC in Quarkus. */
@SkipIfPortableExtensionPresent(AperturePortableExtension.class)
public class ApertureBuildCompatibleExtension implements BuildCompatibleExtension {

    /**
     * The jar's beans.xml discovers nothing: these are registered once, by one of the two
     * extensions.
     */
    static final List<Class<?>> TYPES =
            List.of(ApertureInterceptor.class, FlowControlProducer.class);

    /** For the container. */
    public ApertureBuildCompatibleExtension() {}

    /**
     * Registers the beans.
     *
     * @param classes what the container will look at
     */
    @Discovery
    public void register(ScannedClasses classes) {
        TYPES.forEach(type -> classes.add(type.getName()));
    }

    /**
     * Refuses what no interceptor would ever see.
     *
     * @param bean any bean
     * @param errors takes the errors
     */
    @Registration(types = Object.class)
    public void checkCaching(BeanInfo bean, Messages errors) {
        UncontrolledCachingAtBuild.report(bean, errors);
    }
}
