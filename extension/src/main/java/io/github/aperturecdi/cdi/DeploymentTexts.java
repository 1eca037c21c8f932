package io.github.aperturecdi.cdi;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The texts about beans, their deployment and the start, each with an id to search for. Not meant
 * for applications.
 */
public final class DeploymentTexts {

    private DeploymentTexts() {}

    /** A timeout of the annotation that is no duration. */
    static String badTimeout(Object method, String value, String problem) {
        return """
                APERTURE-006: @ApertureControlled of %s has the timeout '%s', which %s. Write it as \
                200ms, 2s or PT0.2S."""
                .formatted(method, value, problem);
    }

    /** A Kotlin suspend function. */
    static String suspendFunction(Object method) {
        return """
                APERTURE-012: %s is a Kotlin suspend function with @ApertureControlled. Its flow \
                would end at the first suspension, so such functions are not supported yet. Return \
                a Uni or a CompletionStage, or put the annotation on a function that does not \
                suspend."""
                .formatted(method);
    }

    /** A cached method that no interceptor sees. */
    static String cachedAlone(Object method) {
        return """
                APERTURE-020: %s has @ApertureCached and no @ApertureControlled, and results are \
                looked up along with a flow's decision only. Add @ApertureControlled to the method \
                or its class, or remove @ApertureCached."""
                .formatted(method);
    }

    /** A control point of the annotation that is blank. */
    static String blankControlPointOf(Object method) {
        return """
                APERTURE-014: @ApertureControlled of %s names a blank control point, and policies \
                select flows by this name. Name it, or leave it out for SimpleClass.method."""
                .formatted(method);
    }

    /** A method that no interceptor sees. */
    static String notInterceptable(Object method, String obstacle) {
        return """
                APERTURE-015: %s has @ApertureControlled and is %s, so no interceptor ever sees its \
                calls. Remove '%s', or put the annotation on the method that calls it."""
                .formatted(method, obstacle, obstacle);
    }

    /** An exempt method of a controlled class that no container lets be final. */
    static String exemptFinal(Object method) {
        return """
                APERTURE-032: %s has @ApertureExempt and is final, and its class has \
                @ApertureControlled: the container cannot leave a final method of such a class out. \
                Remove 'final', or put @ApertureControlled on the methods that are to be controlled \
                instead of on the class."""
                .formatted(method);
    }

    /** A class with the binding that is no bean. */
    static String noBean(String type) {
        return """
                APERTURE-016: The class %s has @ApertureControlled and is no CDI bean, so nothing \
                controls it. Give it a scope, such as @ApplicationScoped, or remove the annotation."""
                .formatted(type);
    }

    /** A method that is told both. */
    static String controlledAndExempt(Object method) {
        return """
                APERTURE-017: %s has both @ApertureControlled and @ApertureExempt. Remove one of \
                them."""
                .formatted(method);
    }

    /** A binding that no container looks at. */
    static String bindingOnInterface(Object where, String bean) {
        return """
                APERTURE-019: %s has @ApertureControlled, and the bean %s does not have it: \
                annotations of an interface are not inherited, so nothing controls the bean's \
                method. Put the annotation on the bean's class or on its method, which has to be \
                its own where the interface has a default one; or put @ApertureExempt on the method."""
                .formatted(where, bean);
    }

    /**
     * @return the start-up line for an agent elsewhere
     */
    public static String usingAgent(String address, String security) {
        return """
                APERTURE-100: Flow control by the Aperture agent at %s (%s)."""
                .formatted(address, security);
    }

    /**
     * @return the start-up line for the embedded agent
     */
    public static String usingEmbeddedAgent(String policies) {
        return """
                APERTURE-101: Flow control by the embedded Aperture agent with the policies of %s. \
                Its limits are per JVM: each instance of the application counts by itself."""
                .formatted(policies);
    }

    /**
     * @return the start-up line when disabled
     */
    public static String disabled(String key) {
        return """
                APERTURE-102: Flow control is off (%s=false): every call runs."""
                .formatted(key);
    }

    /** A provider that failed; the failure's text may hold a value, so its type only. */
    static String failedLabelProvider(String provider, Throwable failure) {
        return """
                APERTURE-110: The FlowLabelProvider %s failed%s, and adds no labels to such a flow. \
                Let it return an empty map where it has nothing to say. Said once for this provider."""
                .formatted(provider, because(failure));
    }

    /** A provider that gave what is no label. */
    static String uselessLabels(String provider) {
        return """
                APERTURE-111: The FlowLabelProvider %s returned null, or an entry with a null, a \
                blank key or a key that begins with 'aperture.'. That is left out. Return only what \
                there is. Said once for this provider."""
                .formatted(provider);
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }

    static String callback(String method, String annotation) {
        return """
                APERTURE-394: %s has @ApertureControlled and @%s: the container calls it by itself, \
                past all interceptors, so nothing controls it. Remove @ApertureControlled, or put \
                it on a method that this one calls on another bean."""
                .formatted(method, annotation);
    }

    static String constructor(String type) {
        return """
                APERTURE-395: A constructor of %s has @ApertureControlled, which controls the calls \
                of methods only. Remove it."""
                .formatted(type);
    }

    static String objectMethod(String method) {
        return """
                APERTURE-396: %s has @ApertureControlled: logs, collections and containers call it \
                as they like, and it must not fail. Put the annotation on a method of another name."""
                .formatted(method);
    }

    static String subResource(String where, String locator) {
        return """
                APERTURE-397: %s has @ApertureControlled, and %s returns it as a sub-resource: that \
                is no CDI bean, so nothing controls its calls. Put the annotation on the method \
                that returns it, or on the calls of a bean that uses it."""
                .formatted(where, locator);
    }

    /**
     * A key of baggage that baggage never sets.
     *
     * @param place the configuration key that lists it
     * @param keys the labels' keys
     * @return the text
     */
    static String vainBaggage(String place, Set<String> keys) {
        return """
                APERTURE-341: %s lists %s, which other configuration sets or names as keys of \
                tokens or schedulers. Clients write baggage, so it never sets such a label. Remove \
                them from the list"""
                .formatted(place, String.join(", ", new TreeSet<>(keys)));
    }

    /**
     * A bean whose labels clients could set.
     *
     * @param provider the bean's class
     * @return the text
     */
    static String undeclaredKeys(String provider) {
        return """
                APERTURE-342: No label is taken from baggage, as %s does not say which labels it \
                sets, and clients must not set them for it. Let its method keys() return their \
                keys, or leave aperture.labels.baggage empty"""
                .formatted(provider);
    }

    /**
     * A bean that cannot say its keys at present.
     *
     * @param provider the bean's class
     * @param failure what it threw
     * @return the text
     */
    static String failedKeys(String provider, @Nullable Throwable failure) {
        return """
                APERTURE-343: The keys() of %s%s. While it does, no label is taken from baggage. \
                Let it return the same keys at any time, also outside of a request"""
                .formatted(
                        provider,
                        failure == null
                                ? " returned null"
                                : " failed with " + failure.getClass().getName());
    }

    /**
     * A bean that sets a label that it has not declared.
     *
     * @param provider the bean's class
     * @return the text
     */
    static String undeclaredLabel(String provider) {
        return """
                APERTURE-344: %s gave a label whose key its method keys() does not return; that \
                label is left out. Add the key"""
                .formatted(provider);
    }
}
