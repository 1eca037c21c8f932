package io.github.aperturecdi.refusal;

import org.jspecify.annotations.Nullable;

/** The texts about refusals, each with an id to search for. Not meant for applications. */
public final class RefusalTexts {

    private RefusalTexts() {}

    /** A fallback that is not there. */
    static String noFallback(
            Object method, String fallback, String bean, @Nullable String nearest) {
        return """
                APERTURE-900: @ApertureControlled of %s has the fallbackMethod '%s', and %s and its \
                supertypes have no such method%s. Name a method that can be called, with the same \
                parameters and return type."""
                .formatted(
                        method,
                        fallback,
                        bean,
                        nearest == null ? "" : "; did you mean '" + nearest + "'?");
    }

    /** A fallback with other parameters. */
    static String fallbackParameters(Object method, String fallback, String wanted, String found) {
        return """
                APERTURE-901: @ApertureControlled of %s has the fallbackMethod '%s', which takes \
                other parameters: found %s. Give it the method's parameters, %s, and, if it wants \
                it, a FlowRejectedException as the last."""
                .formatted(method, fallback, found, wanted);
    }

    /** A fallback with another result. */
    static String fallbackReturn(Object method, String fallback, String found, String wanted) {
        return """
                APERTURE-902: @ApertureControlled of %s has the fallbackMethod '%s', which returns \
                %s and cannot stand for %s. Return the same type."""
                .formatted(method, fallback, found, wanted);
    }

    /** Several fallbacks that fit. */
    static String ambiguousFallback(Object method, String fallback, String found) {
        return """
                APERTURE-903: @ApertureControlled of %s has the fallbackMethod '%s', and several \
                methods fit equally well: %s. Give one of them another name."""
                .formatted(method, fallback, found);
    }

    /** Both ways to answer a refused call. */
    static String twoRefusals(Object method, String fallback, String exception) {
        return """
                APERTURE-904: @ApertureControlled of %s has the fallbackMethod '%s' and rejectWith \
                %s, and only one of them can answer a refused call. Remove one; a fallback may \
                throw what it likes."""
                .formatted(method, fallback, exception);
    }

    /** A fallback that cannot be called. */
    static String inaccessibleFallback(Object method, String fallback, String packageName) {
        return """
                APERTURE-905: @ApertureControlled of %s has the fallbackMethod '%s', which cannot \
                be called: its module does not open the package %s. Open it to this library's \
                module."""
                .formatted(method, fallback, packageName);
    }

    /** A method that is its own fallback. */
    static String fallbackToItself(Object method, String fallback) {
        return """
                APERTURE-906: @ApertureControlled of %s has the fallbackMethod '%s', which is the \
                method itself: a refused call would run. Name another method; where the annotation \
                of its class names it, make it private or add @ApertureExempt."""
                .formatted(method, fallback);
    }

    /** A fallback that throws what its callers do not expect. */
    static String undeclaredFallbackException(Object method, String fallback, String exception) {
        return """
                APERTURE-907: @ApertureControlled of %s has the fallbackMethod '%s', which throws \
                %s, and the method does not declare that. Declare it, or let the fallback throw an \
                unchecked one."""
                .formatted(method, fallback, exception);
    }

    /** An exception that its callers do not expect. */
    static String undeclaredException(Object method, String exception) {
        return """
                APERTURE-908: @ApertureControlled of %s has rejectWith %s, a checked exception that \
                the method does not declare. Declare it, or reject with an unchecked one."""
                .formatted(method, exception);
    }

    /** An exception that nobody can make. */
    static String abstractException(Object method, String exception) {
        return """
                APERTURE-909: @ApertureControlled of %s has rejectWith %s, which is abstract. Name \
                a class that can be made."""
                .formatted(method, exception);
    }

    /** An exception without a constructor for us. */
    static String noExceptionConstructor(Object method, String exception) {
        return """
                APERTURE-910: @ApertureControlled of %s has rejectWith %s, which has no constructor \
                that can be called here. Give it one that is not private and takes \
                (FlowRejectedException), (String, Throwable), (String) or nothing; a nested class \
                must be static."""
                .formatted(method, exception);
    }

    /** An exception whose package is closed. */
    static String inaccessibleException(Object method, String exception, String packageName) {
        return """
                APERTURE-911: @ApertureControlled of %s has rejectWith %s, which cannot be made: \
                its module does not open the package %s. Make the class and its constructor public \
                and export the package, or open it to this library's module."""
                .formatted(method, exception, packageName);
    }

    /**
     * @return a mapper that failed; its own text may hold anything
     */
    public static String failedMapper(String mapper, Throwable failure) {
        return """
                APERTURE-912: The RejectionMapper %s failed%s, so the next one is asked. Return \
                null for what it does not map. Said once for this failure."""
                .formatted(mapper, because(failure));
    }

    /** A mapper whose exception callers do not expect. */
    static String undeclaredMapping(String mapper, Object method, String exception) {
        return """
                APERTURE-913: The RejectionMapper %s maps a refusal of %s to %s, a checked \
                exception that the method does not declare, so the next mapper is asked. Map to an \
                unchecked exception, or declare it. Said once for this method."""
                .formatted(mapper, method, exception);
    }

    /** An exception that could not be made; its own text may hold anything. */
    static String failedExceptionConstructor(Object method, String exception, Throwable failure) {
        return """
                APERTURE-914: A refused call of %s could not throw %s, because its constructor \
                failed%s; callers get the FlowRejectedException itself. Said once for this method."""
                .formatted(method, exception, because(failure));
    }

    /** Mappers that cannot be had. */
    static String noMappers() {
        return """
                APERTURE-915: The application's RejectionMapper beans cannot be made, so refused \
                calls throw the FlowRejectedException itself. Look at the cause. Said once.""";
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }
}
