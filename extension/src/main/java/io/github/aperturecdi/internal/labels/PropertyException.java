package io.github.aperturecdi.internal.labels;

import io.github.aperturecdi.internal.DidYouMean;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Says why a path of properties cannot be followed. The message completes the sentence "the path
 * '...', which".
 */
final class PropertyException extends Exception {

    private static final long serialVersionUID = 1L;

    private PropertyException(String message) {
        super(message);
    }

    static PropertyException absent(Class<?> type, String name, Collection<String> there) {
        if (name.isBlank()) {
            return new PropertyException("has an empty name. Put one dot between two names");
        }
        String nearest = DidYouMean.nearest(name, there);
        return new PropertyException(
                "fails at '"
                        + name
                        + "': "
                        + type.getTypeName()
                        + " has no such property"
                        + (nearest == null ? "" : " (did you mean '" + nearest + "'?)")
                        + ". Properties are components of records and public getters; it has "
                        + (there.isEmpty() ? "none" : String.join(", ", there)));
    }

    static PropertyException closed(Class<?> type, String name) {
        return new PropertyException(
                "fails at '"
                        + name
                        + "': the module "
                        + type.getModule().getName()
                        + " does not open "
                        + type.getTypeName()
                        + ". Open the package "
                        + type.getPackageName()
                        + " to this library, or label a value of another type");
    }

    static PropertyException many(Class<?> type, @Nullable String next) {
        return new PropertyException(
                (next == null ? "leads to " : "fails at '" + next + "', a property of ")
                        + type.getTypeName()
                        + ". Arrays, collections and maps have no text that says what they are."
                        + " Label one value of them");
    }
}
