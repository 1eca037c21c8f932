package io.github.aperturecdi.cdi;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The messages about beans, their deployment and the start. Ids: 600 to 699.
 *
 * <p>Not meant for applications.
 */
public final class DeploymentTexts {

    private DeploymentTexts() {}

    static String badTimeout(Object method, String value, String problem) {
        return """
                APERTURE-600: @ApertureControlled of %s has the timeout '%s', which %s. Write it \
                as 200ms, 2s or PT0.2S."""
                .formatted(method, value, problem);
    }

    static String suspendFunction(Object method) {
        return """
                APERTURE-601: %s is a Kotlin suspend function with @ApertureControlled. Such \
                functions are not supported yet: the flow would end at the first suspension. \
                Return a Uni or a CompletionStage, or put the annotation on a function that does \
                not suspend."""
                .formatted(method);
    }

    static String blankControlPointOf(Object method) {
        return """
                APERTURE-602: @ApertureControlled of %s names a blank control point, and policies \
                select flows by this name. Set a name, or leave it out to use SimpleClass.method."""
                .formatted(method);
    }

    static String notInterceptable(Object method, String obstacle) {
        return """
                APERTURE-603: %s has @ApertureControlled and is %s, so no interceptor sees its \
                calls. Remove '%s', or put the annotation on the method that calls it."""
                .formatted(method, obstacle, obstacle);
    }

    static String noBean(String type) {
        return """
                APERTURE-604: The class %s has @ApertureControlled and is no CDI bean, so its \
                calls are not controlled. Give it a scope, such as @ApplicationScoped, or remove \
                the annotation."""
                .formatted(type);
    }

    static String controlledAndExempt(Object method) {
        return """
                APERTURE-605: %s has both @ApertureControlled and @ApertureExempt. Remove one of \
                them."""
                .formatted(method);
    }

    static String bindingOnInterface(Object where, String bean) {
        return """
                APERTURE-606: %s has @ApertureControlled, and the bean %s has not. A bean does not \
                inherit the annotations of an interface or of an abstract method, so the bean's \
                method is not controlled. Put the annotation on the bean's class or on its method; override a default method \
                of the interface for that. Or put @ApertureExempt on the method."""
                .formatted(where, bean);
    }

    static String cachedAlone(Object method) {
        return """
                APERTURE-607: %s has @ApertureCached and no @ApertureControlled. Cached results \
                are looked up together with the decision about a flow. Add @ApertureControlled to \
                the method or its class, or remove @ApertureCached."""
                .formatted(method);
    }

    static String exemptFinal(Object method) {
        return """
                APERTURE-608: %s has @ApertureExempt and is final, and its class has \
                @ApertureControlled. The container cannot leave out a final method of such a \
                class. Remove 'final', or put @ApertureControlled on the methods instead of the \
                class."""
                .formatted(method);
    }

    public static String usingAgent(String address, String security) {
        return """
                APERTURE-609: Flow control by the Aperture agent at %s (%s)."""
                .formatted(address, security);
    }

    public static String usingEmbeddedAgent(String policies) {
        return """
                APERTURE-610: Flow control by the embedded Aperture agent with the policies of %s. \
                Its limits are per JVM: each instance of the application counts by itself."""
                .formatted(policies);
    }

    public static String countingTogether(String policies, String store) {
        return """
                APERTURE-622: Flow control by the embedded Aperture agent with the policies of %s. \
                Its limits are counted in %s, together with all instances of the application."""
                .formatted(policies, store);
    }

    public static String disabled(String key) {
        return """
                APERTURE-611: Flow control is off (%s=false): every call runs."""
                .formatted(key);
    }

    static String failedLabelProvider(String provider, Throwable failure) {
        return """
                APERTURE-612: The FlowLabelProvider %s failed%s, so the flow has no labels of it. \
                Let it return an empty map if it has no labels. Logged once for this provider."""
                .formatted(provider, because(failure));
    }

    static String uselessLabels(String provider) {
        return """
                APERTURE-613: The FlowLabelProvider %s returned null, or an entry with a null, a \
                blank key or a key that begins with 'aperture.'. Such entries are left out. Return \
                a map without them. Logged once for this provider."""
                .formatted(provider);
    }

    static String callback(String method, String callback) {
        return """
                APERTURE-614: %s has @ApertureControlled and is a callback (%s). The container calls it without \
                interceptors, so the annotation has no effect. Remove @ApertureControlled, or put \
                it on a method that this one calls on another bean."""
                .formatted(method, callback);
    }

    static String constructor(String type) {
        return """
                APERTURE-615: A constructor of %s has @ApertureControlled, which controls calls of \
                methods only. Remove it."""
                .formatted(type);
    }

    static String objectMethod(String method) {
        return """
                APERTURE-616: %s has @ApertureControlled. Logs, collections and containers call \
                this method of every object, and it must not fail. Put the annotation on a method \
                of another name."""
                .formatted(method);
    }

    static String subResource(String where, String locator) {
        return """
                APERTURE-617: %s has @ApertureControlled, and %s returns it as a sub-resource. A \
                sub-resource is no CDI bean, so its calls are not controlled. Put the annotation \
                on the method that returns it, or on the bean that it calls."""
                .formatted(where, locator);
    }

    static String decorator(String where) {
        return """
                APERTURE-625: %s has @ApertureControlled and is part of a decorator, which no \
                interceptor sees. Put the annotation on the bean that is decorated."""
                .formatted(where);
    }

    static String produced(String where, String producer) {
        return """
                APERTURE-626: %s has @ApertureControlled, and the producer %s makes the object. \
                Calls of such an object are not controlled unless the container intercepts it. \
                Give its class a scope, let the producer return the intercepted instance of an \
                InterceptionFactory, or remove the annotation. A test double may stay as it is. \
                Logged once for this producer."""
                .formatted(where, producer);
    }

    static String outOfReach(String method, String bean) {
        return """
                APERTURE-627: %s has @ApertureControlled and is visible only in its package, and \
                the bean %s is in another one. The container cannot override the method there, so \
                no interceptor sees its calls. Make it protected or public, or put the annotation \
                on the method that calls it."""
                .formatted(method, bean);
    }

    static String cachedAnswer(String method) {
        return """
                APERTURE-628: %s has @ApertureCached and a parameter through which the call is \
                answered. With a cached result the method would not run, so nobody would answer. \
                Remove @ApertureCached, or return the result and remove the parameter."""
                .formatted(method);
    }

    /**
     * Baggage keys that baggage never sets; {@code place} is the configuration key that lists them.
     */
    static String vainBaggage(String place, Set<String> keys) {
        return """
                APERTURE-618: %s lists %s. Other configuration sets these labels, or names them as \
                keys of tokens or schedulers. Clients write baggage, so baggage never sets such a \
                label. Remove them from the list."""
                .formatted(place, String.join(", ", new TreeSet<>(keys)));
    }

    static String undeclaredKeys(String provider) {
        return """
                APERTURE-619: No label is taken from baggage, because %s does not say which labels \
                it sets, and clients must not set them in its place. Let its method keys() return \
                their keys, or leave aperture.labels.baggage empty."""
                .formatted(provider);
    }

    static String failedKeys(String provider, @Nullable Throwable failure) {
        return """
                APERTURE-620: The method keys() of %s%s. Until it returns keys, no label is taken \
                from baggage. Let it return the same keys at any time, also outside of a request."""
                .formatted(
                        provider,
                        failure == null
                                ? " returned null"
                                : " failed with " + failure.getClass().getName());
    }

    static String undeclaredLabel(String provider) {
        return """
                APERTURE-621: %s returned a label whose key is missing from its method keys(). \
                That label is left out. Add the key to keys()."""
                .formatted(provider);
    }

    static String noCaller(String key) {
        return """
                APERTURE-623: %s is set, and nothing in this application knows the caller of a \
                request: there is no bean for java.security.Principal or for the servlet request, \
                and no Jakarta REST. No flow has this label. Remove the key, or set the label by a \
                FlowLabelProvider."""
                .formatted(key);
    }

    static String oldContainer(String missing) {
        return """
                APERTURE-624: This container is too old for @ApertureControlled: it has CDI 3.0 or \
                earlier, without %s. Use a container with CDI 4.0 or later, which is part of \
                Jakarta EE 10: such as TomEE 10, WildFly 27, GlassFish 7, Payara 6, Weld 5, \
                OpenWebBeans 4 or Quarkus 3, or later versions of these."""
                .formatted(missing);
    }

    /** The type only: the failure's message may hold a value. */
    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }
}
