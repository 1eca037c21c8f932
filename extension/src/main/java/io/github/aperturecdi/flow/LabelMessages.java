package io.github.aperturecdi.flow;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The texts about labels, APERTURE-340 to 359. None of them shows a label's value. */
public final class LabelMessages {

    private LabelMessages() {}

    static String unlimited(String controlPoint, UncountedBy limiter) {
        String key = limiter.missingLabel();
        return "APERTURE-340: The policy '"
                + limiter.policyName()
                + "' (component "
                + limiter.componentId()
                + ") does not limit a flow at the control point '"
                + controlPoint
                + "': "
                + (key == null
                        ? "either the flow has no label with the policy's limit_by_label_key, or"
                                + " the limiter passes everything through at present, as its"
                                + " pass_through port says, or before its first signals after a"
                                + " start. If it should limit, give every flow there that label"
                        : "the flow has no label '"
                                + key
                                + "', by which the limiter counts. Give every flow there that"
                                + " label, for instance one without a value of its own by"
                                + " aperture.labels.static."
                                + key)
                + ". This is said once for a control point and a policy; the metric"
                + " aperture.flow.unlimited counts such flows";
    }

    static String maxLabelLength(int length, int least) {
        return "APERTURE-345: The length "
                + length
                + " is too little for the value of a label: the hash of a longer value takes "
                + least
                + " characters. Set it to "
                + least
                + " or more";
    }

    /**
     * A key of baggage that baggage never sets.
     *
     * @param place the configuration key that lists it
     * @param keys the labels' keys
     * @return the text
     */
    public static String vainBaggage(String place, Set<String> keys) {
        return "APERTURE-341: "
                + place
                + " lists "
                + String.join(", ", new TreeSet<>(keys))
                + ", which other configuration sets or names as keys of tokens or schedulers."
                + " Clients write baggage, so it never sets such a label. Remove them from the list";
    }

    /**
     * A bean whose labels clients could set.
     *
     * @param provider the bean's class
     * @return the text
     */
    public static String undeclaredKeys(String provider) {
        return "APERTURE-342: No label is taken from baggage, as "
                + provider
                + " does not say which labels it sets, and clients must not set them for it."
                + " Let its method keys() return their keys, or leave aperture.labels.baggage empty";
    }

    /**
     * A bean that cannot say its keys at present.
     *
     * @param provider the bean's class
     * @param failure what it threw
     * @return the text
     */
    public static String failedKeys(String provider, @Nullable Throwable failure) {
        return "APERTURE-343: The keys() of "
                + provider
                + (failure == null
                        ? " returned null"
                        : " failed with " + failure.getClass().getName())
                + ". While it does, no label is taken from baggage. Let it return the same keys"
                + " at any time, also outside of a request";
    }

    /**
     * A bean that sets a label that it has not declared.
     *
     * @param provider the bean's class
     * @return the text
     */
    public static String undeclaredLabel(String provider) {
        return "APERTURE-344: "
                + provider
                + " gave a label whose key its method keys() does not return; that label is left"
                + " out. Add the key";
    }
}
