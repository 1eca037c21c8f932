package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import java.util.Map;

/**
 * The settings of flows at one moment.
 *
 * @param named the settings of every known control point, by name
 * @param others the settings of all other control points
 */
record Settings(Map<String, ControlPointSettings> named, ControlPointSettings others) {

    Settings {
        named = Map.copyOf(named);
    }
}
