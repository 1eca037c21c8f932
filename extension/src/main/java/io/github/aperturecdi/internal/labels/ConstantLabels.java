package io.github.aperturecdi.internal.labels;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses the constant labels of an annotation: {@code key=value} each. */
final class ConstantLabels {

    private ConstantLabels() {}

    static Map<String, String> of(String[] texts, String method, List<String> errors) {
        Map<String, String> constants = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String key = equals < 0 ? "" : text.substring(0, equals).strip();
            if (key.isEmpty()) {
                errors.add(LabelTexts.badConstantLabel(method, text));
            } else if (LabelKeys.isReserved(key)) {
                errors.add(
                        LabelTexts.reservedLabelKey(
                                "A constant label of @ApertureControlled of " + method, key));
            } else if (constants.putIfAbsent(key, text.substring(equals + 1).strip()) != null) {
                errors.add(LabelTexts.duplicateConstantLabel(method, key));
            }
        }
        return Map.copyOf(constants);
    }
}
