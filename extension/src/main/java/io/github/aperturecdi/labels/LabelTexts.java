package io.github.aperturecdi.labels;

import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The texts about the labels of methods, each with an id to search for. Not meant for applications.
 */
public final class LabelTexts {

    private LabelTexts() {}

    /** A label without a key and without a parameter name. */
    static String unnamedLabel(Object method, int parameter) {
        return """
                APERTURE-700: Parameter %s of %s has @FlowLabel without a key, and the class file \
                has no parameter names. Give the annotation a key, or compile with -parameters."""
                .formatted(parameter + 1, method);
    }

    /** Two parameters with one label key. */
    static String duplicateLabel(Object method, String key) {
        return """
                APERTURE-701: Two parameters of %s have the label key '%s', and only one value can \
                be sent. Give one of them another key."""
                .formatted(method, key);
    }

    /** A parameter, for people. */
    static String parameter(Object method, Parameter parameter, int index) {
        return """
                Parameter %s%s of %s"""
                .formatted(
                        index + 1,
                        parameter.isNamePresent() ? " ('" + parameter.getName() + "')" : "",
                        method);
    }

    /**
     * @return a label's key that belongs to this library
     */
    public static String reservedLabelKey(String place, String key) {
        return """
                APERTURE-702: %s has the label key '%s', and keys that begin with 'aperture.' are \
                reserved. Choose another key."""
                .formatted(place, key);
    }

    /** A label's key of spaces. */
    static String blankLabelKey(String place) {
        return """
                APERTURE-703: %s has @FlowLabel with a blank key, which no policy can name. Give it \
                a key, or none for the parameter's name."""
                .formatted(place);
    }

    /** A constant label that is none. */
    static String badConstantLabel(Object method, String text) {
        return """
                APERTURE-704: @ApertureControlled of %s has the constant label '%s', which has no \
                key. Write it as key=value."""
                .formatted(method, text);
    }

    /** Two constant labels with one key. */
    static String duplicateConstantLabel(Object method, String key) {
        return """
                APERTURE-705: @ApertureControlled of %s has two constant labels with the key '%s', \
                and only one value can be sent. Remove one of them."""
                .formatted(method, key);
    }

    /** A property that cannot be read. */
    static String badProperty(String place, String path, @Nullable String problem) {
        return """
                APERTURE-706: %s has @FlowLabel with the property '%s', which %s."""
                .formatted(place, path, problem);
    }

    /** A parameter whose type is no label. */
    static String unlabelledType(String place, @Nullable String problem) {
        return """
                APERTURE-707: %s has @FlowLabel, which %s."""
                .formatted(place, problem);
    }
}
