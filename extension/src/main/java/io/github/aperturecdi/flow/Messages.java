package io.github.aperturecdi.flow;

import java.lang.reflect.Parameter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every text that this library says to people, each with an id to search for. An error says what,
 * where, which value, and the remedy; secrets and label values are in none of them.
 *
 * <p>Not meant for applications.
 */
public final class Messages {

    private Messages() {}

    /**
     * @return a control point is blank
     */
    public static String blankControlPoint() {
        return "APERTURE-001: The control point of a flow is blank. Policies select flows by this name, so an agent"
                + " would admit every such flow. Name it.";
    }

    static Duration requirePositive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "APERTURE-002: A decision's timeout of "
                            + timeout
                            + " is not positive: no agent could answer in it. Give it a time such as 200ms.");
        }
        return timeout;
    }

    static String requireCacheKey(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException(
                    "APERTURE-008: A cache key is empty, and an agent skips such a key in silence. Give it a name.");
        }
        return key;
    }

    static Duration requireTimeToLive(Duration timeToLive) {
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException(
                    "APERTURE-009: A cached value's time to live of "
                            + timeToLive
                            + " is not positive; an agent would take 0 for 7 days. Give it a time such as 10m.");
        }
        return timeToLive;
    }

    /**
     * @return a flow was asked for where there is none
     */
    static String noCurrentFlow() {
        return "APERTURE-010: There is no flow on this thread. Flow.current() is for the body of a controlled method, on"
                + " the thread that runs it.";
    }

    /**
     * @return no result key
     */
    static String noResultCacheKey(String controlPoint) {
        return "APERTURE-011: The flow at control point '"
                + controlPoint
                + "' has no result cache key. Give its request one with resultCacheKey().";
    }

    /**
     * @return a configuration value that cannot be used; never call it with a secret
     */
    public static String badConfigurationValue(
            String key, String value, String problem, String remedy) {
        return "APERTURE-003: The configuration key "
                + key
                + " has the value '"
                + value
                + "', which "
                + problem
                + ". "
                + remedy;
    }

    /**
     * @return several errors of one start as one text, the first of them first: some logs show one
     *     line
     */
    public static String all(Iterable<String> errors) {
        return String.join("\n", errors);
    }

    /**
     * @return the embedded agent is configured, and its jar is not there
     */
    public static String noEmbeddedAgent(String key) {
        return "APERTURE-004: The configuration key "
                + key
                + " asks for the embedded agent, and there is none on the"
                + " class path. Add the dependency io.github.aperture-cdi:aperture-cdi-embedded-agent, or set the"
                + " key to the host:port of an agent.";
    }

    /**
     * @return a label without a key and without a parameter name
     */
    public static String unnamedLabel(Object method, int parameter) {
        return "APERTURE-005: Parameter "
                + (parameter + 1)
                + " of "
                + method
                + " has @FlowLabel without a key, and the"
                + " class file has no parameter names. Give the annotation a key, or compile with -parameters.";
    }

    /**
     * @return a timeout of the annotation that is no duration
     */
    public static String badTimeout(Object method, String value, String problem) {
        return "APERTURE-006: @ApertureControlled of "
                + method
                + " has the timeout '"
                + value
                + "', which "
                + problem
                + ". Write it as 200ms, 2s or PT0.2S.";
    }

    /**
     * @return two parameters with one label key
     */
    public static String duplicateLabel(Object method, String key) {
        return "APERTURE-007: Two parameters of "
                + method
                + " have the label key '"
                + key
                + "', and only one value can be sent. Give one of them another key.";
    }

    /**
     * @return a number of tokens that would do harm at the agent
     */
    static String harmfulTokens(String key, String controlPoint) {
        return "APERTURE-106: The label '"
                + key
                + "' of a flow at control point '"
                + controlPoint
                + "' is negative or not"
                + " finite. As a number of tokens it would do harm at the agent, so it is left out. Send a number of"
                + " 0 or more, or take the key out of aperture.labels.token-keys.";
    }

    /**
     * @return a Kotlin suspend function
     */
    public static String suspendFunction(Object method) {
        return "APERTURE-012: "
                + method
                + " is a Kotlin suspend function with @ApertureControlled. Its flow would end"
                + " at the first suspension, so such functions are not supported yet. Return a Uni or a"
                + " CompletionStage, or put the annotation on a function that does not suspend.";
    }

    /**
     * @return an asynchronous type that nobody handles
     */
    public static String unknownAsync(Object method, String type) {
        return "APERTURE-013: "
                + method
                + " has @ApertureControlled, and its return type "
                + type
                + " is an asynchronous one that cannot be put under a flow, which would end before its work. Declare"
                + " CompletionStage, CompletableFuture, Uni, Multi, java.util.concurrent.Flow.Publisher or"
                + " org.reactivestreams.Publisher.";
    }

    /**
     * @return a cached method that no interceptor sees
     */
    public static String cachedAlone(Object method) {
        return "APERTURE-020: "
                + method
                + " has @ApertureCached and no @ApertureControlled, and results are looked up along with a flow's"
                + " decision only. Add @ApertureControlled to the method or its class, or remove @ApertureCached.";
    }

    /**
     * @return a cached method without a result
     */
    public static String cachedVoid(Object method) {
        return "APERTURE-021: "
                + method
                + " has @ApertureCached and returns nothing that could be cached: the second call would not run, and"
                + " nobody would know. Remove @ApertureCached, or return the result.";
    }

    /**
     * @return a cached method whose result comes in parts, or in a type that nobody can make
     */
    public static String cachedAsync(Object method, String type) {
        return "APERTURE-022: "
                + method
                + " has @ApertureCached and returns "
                + type
                + ", a stream or an asynchronous type whose result cannot be cached. Return the result itself,"
                + " CompletionStage, CompletableFuture or Uni, or remove @ApertureCached.";
    }

    /**
     * @return a time to live that is none
     */
    public static String badTimeToLive(Object method, String value, String problem) {
        return "APERTURE-023: @ApertureCached of "
                + method
                + " has the ttl '"
                + value
                + "', which "
                + problem
                + ". Write it as 30s, 10m, 24h or PT10M.";
    }

    /**
     * @return a result that nobody can turn into bytes
     */
    public static String noResultCodec(Object method, String type) {
        return "APERTURE-024: "
                + method
                + " has @ApertureCached, and there is no codec for its result, "
                + type
                + ". Add JSON-B or Jackson for types that are data, or a ResultCodec of your own as a service, or"
                + " return a String or byte[].";
    }

    /**
     * @return a parameter that cannot be a part of a key
     */
    public static String badCacheKeyParameter(Object method, int parameter, String type) {
        return "APERTURE-025: Parameter "
                + (parameter + 1)
                + " of "
                + method
                + " is a part of the key of @ApertureCached, and its type "
                + type
                + " has no text that says exactly what a value is. Text, numbers, dates and the like of the JDK have"
                + " one, and enums and records of them. In a class of the application mark, with @FlowCacheKey, the"
                + " method without parameters whose result identifies the object; or mark the parameters that make"
                + " the key; or pass a text.";
    }

    /**
     * @return a part of no key
     */
    public static String cacheKeyWithoutCache(Object method, int parameter) {
        return "APERTURE-026: Parameter "
                + (parameter + 1)
                + " of "
                + method
                + " has @FlowCacheKey, and the method has no @ApertureCached. Add that, or remove @FlowCacheKey.";
    }

    /**
     * @return a key that cannot be made; the failure's text may hold a value, so its type only
     */
    public static String noResultKey(Object method, @Nullable Throwable failure) {
        return "APERTURE-027: A call of "
                + method
                + " is not cached, because a parameter has no text that says exactly what it is"
                + because(failure)
                + ". Pass a value whose class has one, or mark the method that identifies it with @FlowCacheKey in"
                + " its class. Said once for this method.";
    }

    /**
     * @return a cached result that cannot be read
     */
    public static String unreadableResult(Object method, @Nullable Throwable failure) {
        return "APERTURE-028: A cached result of "
                + method
                + " could not be read"
                + because(failure)
                + ", so the method ran. Another version of the application may have stored it; else the codec does"
                + " not read what it writes. Said once for this method.";
    }

    /**
     * @return a result that cannot be stored
     */
    public static String unstorableResult(Object method, @Nullable Throwable failure) {
        return "APERTURE-029: A result of "
                + method
                + " was not cached, because its codec failed"
                + because(failure)
                + ". Return a type that the codec can map, or add a ResultCodec. Said once for this method.";
    }

    /**
     * @return a result that is too large
     */
    public static String resultTooLarge(Object method, int bytes, int max) {
        return "APERTURE-030: A result of "
                + method
                + " was not cached, because it has "
                + bytes
                + " bytes and "
                + max
                + " is the most. Return less, or remove @ApertureCached. Said once for this method.";
    }

    /**
     * @return a result that the agent did not take; its own text may hold a key
     */
    public static String resultNotTaken(Object method, Object status) {
        return "APERTURE-031: The agent did not take a result of "
                + method
                + " into its cache ("
                + status
                + "), so later calls will run. Look at the agent's log. Said once for this method.";
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }

    /**
     * @return a flow that must not wait for its decision
     */
    static String notOnEventLoop(String controlPoint) {
        return "APERTURE-105: A flow at control point '"
                + controlPoint
                + "' was started on an event loop, which must not wait for the agent, by a method that is synchronous"
                + " or returns a CompletionStage of its own kind, or by FlowControl.start. Such flows are not asked"
                + " for, and decided by aperture.on-unreachable. Return a Uni, CompletionStage or CompletableFuture,"
                + " call startAsync, or run on a worker thread (@Blocking).";
    }

    /**
     * @return a control point of the annotation that is blank
     */
    public static String blankControlPointOf(Object method) {
        return "APERTURE-014: @ApertureControlled of "
                + method
                + " names a blank control point, and policies select flows by this name. Name it, or leave it out"
                + " for SimpleClass.method.";
    }

    /**
     * @return a method that no interceptor sees
     */
    public static String notInterceptable(Object method, String obstacle) {
        return "APERTURE-015: "
                + method
                + " has @ApertureControlled and is "
                + obstacle
                + ", so no interceptor ever sees its calls. Remove '"
                + obstacle
                + "', or put the annotation on the method that calls it.";
    }

    /**
     * @return an exempt method of a controlled class that no container lets be final
     */
    public static String exemptFinal(Object method) {
        return "APERTURE-015: "
                + method
                + " has @ApertureExempt and is final, and its class has @ApertureControlled: the container cannot"
                + " leave a final method of such a class out. Remove 'final', or put @ApertureControlled on"
                + " the methods that are to be controlled instead of on the class.";
    }

    /**
     * @return a class with the binding that is no bean
     */
    public static String noBean(String type) {
        return "APERTURE-016: The class "
                + type
                + " has @ApertureControlled and is no CDI bean, so nothing controls it. Give it a scope, such as"
                + " @ApplicationScoped, or remove the annotation.";
    }

    /**
     * @return a method that is told both
     */
    public static String controlledAndExempt(Object method) {
        return "APERTURE-017: "
                + method
                + " has both @ApertureControlled and @ApertureExempt. Remove one of them.";
    }

    /**
     * @return a binding that no container looks at
     */
    public static String bindingOnInterface(Object where, String bean) {
        return "APERTURE-019: "
                + where
                + " has @ApertureControlled, and the bean "
                + bean
                + " does not have it: annotations of an interface are not inherited, so nothing controls the bean's"
                + " method. Put the annotation on the bean's class or on its method, which has to be its own where the"
                + " interface has a default one; or put @ApertureExempt on the method.";
    }

    static String refused(String controlPoint) {
        return "APERTURE-018: The flow at control point '"
                + controlPoint
                + "' was refused, so its work must not run. Ask shouldRun() before.";
    }

    /**
     * @return the start-up line for an agent elsewhere
     */
    public static String usingAgent(String address, String security) {
        return "APERTURE-100: Flow control by the Aperture agent at "
                + address
                + " ("
                + security
                + ").";
    }

    /**
     * @return the start-up line for the embedded agent
     */
    public static String usingEmbeddedAgent(String policies) {
        return "APERTURE-101: Flow control by the embedded Aperture agent with the policies of "
                + policies
                + ". Its limits are per JVM: each instance of the application counts by itself.";
    }

    /**
     * @return the start-up line when disabled
     */
    public static String disabled(String key) {
        return "APERTURE-102: Flow control is off (" + key + "=false): every call runs.";
    }

    /**
     * @return the agent cannot be reached any more
     */
    public static String agentLost(String address, String cause) {
        return "APERTURE-103: The Aperture agent at "
                + address
                + " cannot be reached ("
                + cause
                + "). Flows are decided by aperture.on-unreachable until it answers again.";
    }

    /**
     * @return the agent answers again
     */
    public static String agentBack(String address) {
        return "APERTURE-104: The Aperture agent at " + address + " answers again.";
    }

    /**
     * @return a request that no agent reads
     */
    public static String requestTooLarge(String controlPoint, int bytes, int max) {
        return "APERTURE-108: A flow at control point '"
                + controlPoint
                + "' was not asked for, because its labels make a request of "
                + bytes
                + " bytes, and an agent reads "
                + max
                + " at most; the flow was refused. Send fewer or smaller labels. Said once for this control point.";
    }

    /**
     * @return a request or a reply that somebody refused
     */
    public static String messageRefused(
            String controlPoint, String status, int max, String consequence) {
        return "APERTURE-109: A flow at control point '"
                + controlPoint
                + "' got no decision ("
                + status
                + "): its request was refused on the way, or the agent's reply, which repeats the labels, has more"
                + " than the "
                + max
                + " bytes that are read; "
                + consequence
                + ". Send fewer or smaller labels, or look at the agent's log. Said once for this control point.";
    }

    /**
     * @return a Unix socket without the transport that has them
     */
    public static String noUnixSockets(String address) {
        return "APERTURE-040: The Aperture agent's address is "
                + address
                + ", and gRPC's OkHttp transport, which can reach"
                + " it, is not on the class path. Add io.grpc:grpc-okhttp, or set aperture.agent.address to host:port.";
    }

    // The link, and what is closed with it.

    /**
     * @return a codec whose close failed
     */
    public static String codecNotClosed(String codec) {
        return "APERTURE-041: The result codec "
                + codec
                + " could not be closed with the application, so what it holds may stay in memory. Look at its"
                + " close(), whose failure follows.";
    }

    // Live configuration

    /**
     * @return a key that nothing reads
     */
    public static String unknownKey(String key, @Nullable String meant) {
        return "APERTURE-080: Nothing reads the configuration key "
                + key
                + didYouMean(meant)
                + " Correct or remove it; docs/configuration.md lists the keys.";
    }

    /**
     * @return a configured control point that no method declares
     */
    public static String unknownControlPoint(
            String key, String controlPoint, @Nullable String meant) {
        return "APERTURE-081: The configuration key "
                + key
                + " is for the control point '"
                + controlPoint
                + "', which no method declares"
                + didYouMean(meant)
                + " Correct it, unless flows are started by hand there.";
    }

    /**
     * @return an API key under a name that is not read
     */
    public static String oldApiKey(String key, String meant) {
        return "APERTURE-083: Nothing reads the configuration key "
                + key
                + ", so the agent gets no API key, and unless something else asks for TLS the connection is plaintext"
                + didYouMean(meant)
                + " Set that, or remove this one.";
    }

    private static String didYouMean(@Nullable String meant) {
        return meant == null ? "." : ". Did you mean " + meant + "?";
    }

    /**
     * @return a label that agents keep for themselves
     */
    public static String reservedLabel(String key) {
        return "APERTURE-082: The configuration key "
                + key
                + " sets a label whose key begins with 'aperture.', and Aperture keeps such keys for itself. Give the"
                + " label another key.";
    }

    /**
     * @return a setting has changed
     */
    public static String settingChanged(String key, String now) {
        return "APERTURE-119: The configuration key " + key + " is now " + now + ".";
    }

    /**
     * @return a setting has changed into something that cannot be used
     */
    public static String badChange(String badValue) {
        return "APERTURE-120: A change of the configuration is not followed, and what was set before stays. "
                + badValue;
    }

    /**
     * @return a flow ran in shadow mode only
     */
    static String shadowRefusal(String controlPoint, Object reason) {
        return "APERTURE-121: A flow at control point '"
                + controlPoint
                + "' would have been refused ("
                + reason
                + "), and ran because the mode there is shadow. Said once for this control point.";
    }

    /**
     * @return the configuration cannot be read
     */
    public static String configurationUnreadable(Throwable failure) {
        return "APERTURE-122: The configuration cannot be read again ("
                + failure.getClass().getName()
                + "), so what was set before stays. Look at the configuration sources. Said once until it can be read.";
    }

    // Labels

    /**
     * @return a parameter, for people
     */
    public static String parameter(Object method, Parameter parameter, int index) {
        return "Parameter "
                + (index + 1)
                + (parameter.isNamePresent() ? " ('" + parameter.getName() + "')" : "")
                + " of "
                + method;
    }

    /**
     * @return a label's key that belongs to this library
     */
    public static String reservedLabelKey(String place, String key) {
        return "APERTURE-050: "
                + place
                + " has the label key '"
                + key
                + "', and keys that begin with 'aperture.' are reserved. Choose another key.";
    }

    /**
     * @return a label's key of spaces
     */
    public static String blankLabelKey(String place) {
        return "APERTURE-051: "
                + place
                + " has @FlowLabel with a blank key, which no policy can name. Give it a key, or none for the"
                + " parameter's name.";
    }

    /**
     * @return a constant label that is none
     */
    public static String badConstantLabel(Object method, String text) {
        return "APERTURE-052: @ApertureControlled of "
                + method
                + " has the constant label '"
                + text
                + "', which has no key. Write it as key=value.";
    }

    /**
     * @return two constant labels with one key
     */
    public static String duplicateConstantLabel(Object method, String key) {
        return "APERTURE-053: @ApertureControlled of "
                + method
                + " has two constant labels with the key '"
                + key
                + "', and only one value can be sent. Remove one of them.";
    }

    /**
     * @return a configured label without a key
     */
    public static String unnamedStaticLabel(String prefix) {
        return "APERTURE-056: The configuration key "
                + prefix
                + " names no label. Put the label's key behind it, such as "
                + prefix
                + "region.";
    }

    /**
     * @return a property that cannot be read
     */
    public static String badProperty(String place, String path, @Nullable String problem) {
        return "APERTURE-054: "
                + place
                + " has @FlowLabel with the property '"
                + path
                + "', which "
                + problem
                + ".";
    }

    /**
     * @return a parameter whose type is no label
     */
    public static String unlabelledType(String place, @Nullable String problem) {
        return "APERTURE-055: " + place + " has @FlowLabel, which " + problem + ".";
    }

    /**
     * @return a provider that failed; the failure's text may hold a value, so its type only
     */
    public static String failedLabelProvider(String provider, Throwable failure) {
        return "APERTURE-110: The FlowLabelProvider "
                + provider
                + " failed"
                + because(failure)
                + ", and adds no labels to such a flow. Let it return an empty map where it has nothing to say."
                + " Said once for this provider.";
    }

    /**
     * @return a provider that gave what is no label
     */
    public static String uselessLabels(String provider) {
        return "APERTURE-111: The FlowLabelProvider "
                + provider
                + " returned null, or an entry with a null, a blank key or a key that begins with 'aperture.'. That"
                + " is left out. Return only what there is. Said once for this provider.";
    }

    // Observability.

    /**
     * @return an observer that threw
     */
    static String observerFailed(String observer) {
        return "APERTURE-123: "
                + observer
                + ", which observes flows, failed. Flows are not affected, but what it reports of them may be"
                + " incomplete. Said once for this observer.";
    }

    // What a refused call gets: APERTURE-065 to 079, and 115 to 118 in the log.

    /**
     * @return a fallback that is not there
     */
    public static String noFallback(
            Object method, String fallback, String bean, @Nullable String nearest) {
        return "APERTURE-065: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "', and "
                + bean
                + " and its supertypes have no such method"
                + (nearest == null ? "" : "; did you mean '" + nearest + "'?")
                + ". Name a method that can be called, with the same parameters and return type.";
    }

    /**
     * @return a fallback with other parameters
     */
    public static String fallbackParameters(
            Object method, String fallback, String wanted, String found) {
        return "APERTURE-066: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "', which takes other parameters: found "
                + found
                + ". Give it the method's parameters, "
                + wanted
                + ", and, if it wants it, a FlowRejectedException as the last.";
    }

    /**
     * @return a fallback with another result
     */
    public static String fallbackReturn(
            Object method, String fallback, String found, String wanted) {
        return "APERTURE-067: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "', which returns "
                + found
                + " and cannot stand for "
                + wanted
                + ". Return the same type.";
    }

    /**
     * @return several fallbacks that fit
     */
    public static String ambiguousFallback(Object method, String fallback, String found) {
        return "APERTURE-068: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "', and several methods fit equally well: "
                + found
                + ". Give one of them another name.";
    }

    /**
     * @return both ways to answer a refused call
     */
    public static String twoRefusals(Object method, String fallback, String exception) {
        return "APERTURE-069: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "' and rejectWith "
                + exception
                + ", and only one of them can answer a refused call. Remove one; a fallback may throw what it likes.";
    }

    /**
     * @return a fallback that cannot be called
     */
    public static String inaccessibleFallback(Object method, String fallback, String packageName) {
        return "APERTURE-070: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "', which cannot be called: its module does not open the package "
                + packageName
                + ". Open it to this library's module.";
    }

    /**
     * @return a method that is its own fallback
     */
    public static String fallbackToItself(Object method, String fallback) {
        return "APERTURE-071: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "', which is the method itself: a refused call would run. Name another method; where the annotation of its"
                + " class names it, make it private or add @ApertureExempt.";
    }

    /**
     * @return a fallback that throws what its callers do not expect
     */
    public static String undeclaredFallbackException(
            Object method, String fallback, String exception) {
        return "APERTURE-072: @ApertureControlled of "
                + method
                + " has the fallbackMethod '"
                + fallback
                + "', which throws "
                + exception
                + ", and the method does not declare that. Declare it, or let the fallback throw an unchecked one.";
    }

    /**
     * @return an exception that its callers do not expect
     */
    public static String undeclaredException(Object method, String exception) {
        return "APERTURE-073: @ApertureControlled of "
                + method
                + " has rejectWith "
                + exception
                + ", a checked exception that the method does not declare. Declare it, or reject with an unchecked one.";
    }

    /**
     * @return an exception that nobody can make
     */
    public static String abstractException(Object method, String exception) {
        return "APERTURE-074: @ApertureControlled of "
                + method
                + " has rejectWith "
                + exception
                + ", which is abstract. Name a class that can be made.";
    }

    /**
     * @return an exception without a constructor for us
     */
    public static String noExceptionConstructor(Object method, String exception) {
        return "APERTURE-075: @ApertureControlled of "
                + method
                + " has rejectWith "
                + exception
                + ", which has no constructor that can be called here. Give it one that is not private and takes"
                + " (FlowRejectedException), (String, Throwable), (String) or nothing; a nested class must be static.";
    }

    /**
     * @return an exception whose package is closed
     */
    public static String inaccessibleException(
            Object method, String exception, String packageName) {
        return "APERTURE-076: @ApertureControlled of "
                + method
                + " has rejectWith "
                + exception
                + ", which cannot be made: its module does not open the package "
                + packageName
                + ". Make the class and its constructor public and export the package, or open it to this library's"
                + " module.";
    }

    /**
     * @return a mapper that failed; its own text may hold anything
     */
    public static String failedMapper(String mapper, Throwable failure) {
        return "APERTURE-115: The RejectionMapper "
                + mapper
                + " failed"
                + because(failure)
                + ", so the next one is asked. Return null for what it does not map. Said once for this failure.";
    }

    /**
     * @return a mapper whose exception callers do not expect
     */
    public static String undeclaredMapping(String mapper, Object method, String exception) {
        return "APERTURE-116: The RejectionMapper "
                + mapper
                + " maps a refusal of "
                + method
                + " to "
                + exception
                + ", a checked exception that the method does not declare, so the next mapper is asked. Map to an"
                + " unchecked exception, or declare it. Said once for this method.";
    }

    /**
     * @return an exception that could not be made; its own text may hold anything
     */
    public static String failedExceptionConstructor(
            Object method, String exception, Throwable failure) {
        return "APERTURE-117: A refused call of "
                + method
                + " could not throw "
                + exception
                + ", because its constructor failed"
                + because(failure)
                + "; callers get the FlowRejectedException itself. Said once for this method.";
    }

    /**
     * @return mappers that cannot be had
     */
    public static String noMappers() {
        return "APERTURE-118: The application's RejectionMapper beans cannot be made, so refused calls throw the"
                + " FlowRejectedException itself. Look at the cause. Said once.";
    }
}
