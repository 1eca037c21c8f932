package io.github.aperturecdi.internal.refusal;

import org.jspecify.annotations.Nullable;

/**
 * The messages about what a refused call returns or throws. Ids: 900 to 949.
 *
 * <p>Not meant for applications.
 */
public final class RefusalTexts {

    private RefusalTexts() {}

    static String noFallback(
            Object method, String fallback, String bean, @Nullable String nearest) {
        return """
                APERTURE-900: @ApertureControlled of %s has the fallbackMethod '%s', and %s and \
                its supertypes have no such method%s. Name an accessible method with the same \
                parameters and return type."""
                .formatted(
                        method,
                        fallback,
                        bean,
                        nearest == null ? "" : "; did you mean '" + nearest + "'?");
    }

    static String fallbackParameters(Object method, String fallback, String wanted, String found) {
        return """
                APERTURE-901: @ApertureControlled of %s has the fallbackMethod '%s', which takes \
                other parameters: found %s. Give it the method's parameters, %s, and optionally a \
                FlowRejectedException as the last."""
                .formatted(method, fallback, found, wanted);
    }

    static String fallbackReturn(Object method, String fallback, String found, String wanted) {
        return """
                APERTURE-902: @ApertureControlled of %s has the fallbackMethod '%s', which returns \
                %s and cannot stand for %s. Return the same type."""
                .formatted(method, fallback, found, wanted);
    }

    static String ambiguousFallback(Object method, String fallback, String found) {
        return """
                APERTURE-903: @ApertureControlled of %s has the fallbackMethod '%s', and several \
                methods fit equally well: %s. Rename all but one of them."""
                .formatted(method, fallback, found);
    }

    static String twoRefusals(Object method, String fallback, String exception) {
        return """
                APERTURE-904: @ApertureControlled of %s has the fallbackMethod '%s', and \
                rejectWith %s, and only one of them can answer a refused call. Remove one; a \
                fallback may throw an exception itself."""
                .formatted(method, fallback, exception);
    }

    static String inaccessibleFallback(Object method, String fallback, String packageName) {
        return """
                APERTURE-905: @ApertureControlled of %s has the fallbackMethod '%s', which cannot \
                be called: its module does not open the package %s. Open it to this library's \
                module."""
                .formatted(method, fallback, packageName);
    }

    static String fallbackToItself(Object method, String fallback) {
        return """
                APERTURE-906: @ApertureControlled of %s has the fallbackMethod '%s', which is the \
                method itself, so a refused call would run. Name another method; if the annotation \
                is on the class, make the fallback private or add @ApertureExempt to it."""
                .formatted(method, fallback);
    }

    static String undeclaredFallbackException(Object method, String fallback, String exception) {
        return """
                APERTURE-907: @ApertureControlled of %s has the fallbackMethod '%s', which throws \
                %s, and the method does not declare that. Declare it, or throw an unchecked \
                exception."""
                .formatted(method, fallback, exception);
    }

    static String undeclaredException(Object method, String exception) {
        return """
                APERTURE-908: @ApertureControlled of %s has rejectWith %s, a checked exception \
                that the method does not declare. Declare it, or reject with an unchecked \
                exception."""
                .formatted(method, exception);
    }

    static String abstractException(Object method, String exception) {
        return """
                APERTURE-909: @ApertureControlled of %s has rejectWith %s, which is abstract. Name \
                a class that can be instantiated."""
                .formatted(method, exception);
    }

    static String noExceptionConstructor(Object method, String exception) {
        return """
                APERTURE-910: @ApertureControlled of %s has rejectWith %s, which has no \
                constructor that fits. Add a constructor that is not private and takes \
                (FlowRejectedException), (String, Throwable), (String) or nothing; a nested class \
                must be static."""
                .formatted(method, exception);
    }

    static String inaccessibleException(Object method, String exception, String packageName) {
        return """
                APERTURE-911: @ApertureControlled of %s has rejectWith %s, which cannot be \
                instantiated: its module does not open the package %s. Make the class and its \
                constructor public and export the package, or open it to this library's module."""
                .formatted(method, exception, packageName);
    }

    public static String failedMapper(String mapper, Throwable failure) {
        return """
                APERTURE-912: The RejectionMapper %s failed%s, so the next mapper is called. \
                Return null for a refusal that it does not map. Logged once for this failure."""
                .formatted(mapper, because(failure));
    }

    static String undeclaredMapping(String mapper, Object method, String exception) {
        return """
                APERTURE-913: The RejectionMapper %s maps a refusal of %s to %s, a checked \
                exception that the method does not declare, so the next mapper is called. Map to \
                an unchecked exception, or declare it. Logged once for this method."""
                .formatted(mapper, method, exception);
    }

    static String failedExceptionConstructor(Object method, String exception, Throwable failure) {
        return """
                APERTURE-914: A refused call of %s could not throw %s, because its constructor \
                failed%s. Callers get the FlowRejectedException itself. Correct the constructor. \
                Logged once for this method."""
                .formatted(method, exception, because(failure));
    }

    static String noMappers() {
        return """
                APERTURE-915: The RejectionMapper beans of the application cannot be created, so \
                refused calls throw the FlowRejectedException itself. Correct the cause that \
                follows. Logged once.""";
    }

    /** The type only: the failure's message may hold a value. */
    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }
}
