package io.github.aperturecdi.cdi;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import java.util.Set;

/** Creates the bean at run time from the control points that the build recorded. */
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
