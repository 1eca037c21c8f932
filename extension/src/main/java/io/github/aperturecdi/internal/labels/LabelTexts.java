package io.github.aperturecdi.internal.labels;

import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The messages about the labels that a method declares. Ids: 700 to 799.
 *
 * <p>Not meant for applications.
 */
public final class LabelTexts {

    private LabelTexts() {}

    static String unnamedLabel(Object method, int parameter) {
        return """
                APERTURE-700: Parameter %s of %s has @FlowLabel without a key, and the class file \
                has no parameter names. Give the annotation a key, or compile with -parameters."""
                .formatted(parameter + 1, method);
    }

    static String duplicateLabel(Object method, String key) {
        return """
                APERTURE-701: Two parameters of %s have the label key '%s', and only one value can \
                be sent. Give one of them another key."""
                .formatted(method, key);
    }

    public static String reservedLabelKey(String place, String key) {
        return """
                APERTURE-702: %s has the label key '%s'. Keys that begin with 'aperture.' are \
                reserved. Choose another key."""
                .formatted(place, key);
    }

    static String blankLabelKey(String place) {
        return """
                APERTURE-703: %s has @FlowLabel with a blank key, which no policy can name. Set a \
                key, or leave it out to use the parameter's name."""
                .formatted(place);
    }

    static String badConstantLabel(Object method, String text) {
        return """
                APERTURE-704: @ApertureControlled of %s has the constant label '%s', which has no \
                key. Write it as key=value."""
                .formatted(method, text);
    }

    static String duplicateConstantLabel(Object method, String key) {
        return """
                APERTURE-705: @ApertureControlled of %s has two constant labels with the key '%s', \
                and only one value can be sent. Remove one of them."""
                .formatted(method, key);
    }

    static String badProperty(String place, String path, @Nullable String problem) {
        return """
                APERTURE-706: %s has @FlowLabel with the property '%s', which %s."""
                .formatted(place, path, problem);
    }

    static String unlabelledType(String place, @Nullable String problem) {
        return """
                APERTURE-707: %s has @FlowLabel, which %s."""
                .formatted(place, problem);
    }

    static String parameter(Object method, Parameter parameter, int index) {
        String name = parameter.isNamePresent() ? " ('" + parameter.getName() + "')" : "";
        return "Parameter " + (index + 1) + name + " of " + method;
    }
}
