package io.github.aperturecdi.embedded.engine;

import java.util.Map;

/** Labels that a flow must have, with their values; none admit every flow. */
record LabelMatcher(String[] keys, String[] values) {

    static LabelMatcher of(Map<String, String> wanted) {
        String[] keys = wanted.keySet().toArray(String[]::new);
        String[] values = new String[keys.length];
        for (int i = 0; i < keys.length; i++) {
            values[i] = wanted.get(keys[i]);
        }
        return new LabelMatcher(keys, values);
    }

    boolean matches(Map<String, String> labels) {
        for (int i = 0; i < keys.length; i++) {
            if (!values[i].equals(labels.get(keys[i]))) {
                return false;
            }
        }
        return true;
    }
}
