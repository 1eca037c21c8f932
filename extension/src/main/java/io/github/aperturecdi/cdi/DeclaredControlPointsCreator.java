package io.github.aperturecdi.cdi;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import java.util.Set;

/** Makes at run time of what was found at build time. */
public class DeclaredControlPointsCreator implements SyntheticBeanCreator<DeclaredControlPoints> {

    /** For the container. */
    public DeclaredControlPointsCreator() {}

    @Override
    public DeclaredControlPoints create(Instance<Object> beans, Parameters parameters) {
        return new DeclaredControlPoints(
                Set.of(parameters.get(DeclaredControlPoints.NAMES, String[].class)),
                Set.of(parameters.get(DeclaredControlPoints.IN_RAMP_MODE, String[].class)),
                DeclaredControlPoints.labels(
                        parameters.get(DeclaredControlPoints.LABELS, String[].class)));
    }
}
