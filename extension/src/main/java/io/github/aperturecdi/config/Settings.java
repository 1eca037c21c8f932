package io.github.aperturecdi.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import java.util.Map;

/**
 * What operators have set, at one moment.
 *
 * @param named the settings of every control point that is known by name
 * @param others the settings of all others
 */
record Settings(Map<String, ControlPointSettings> named, ControlPointSettings others) {

    Settings {
        named = Map.copyOf(named);
    }
}
