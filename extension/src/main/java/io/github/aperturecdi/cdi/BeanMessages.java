package io.github.aperturecdi.cdi;

/** What the look at a deployment's beans says to people, each with an id to search for. */
final class BeanMessages {

    private BeanMessages() {}

    static String callback(String method, String annotation) {
        return "APERTURE-394: "
                + method
                + " has @ApertureControlled and @"
                + annotation
                + ": the container calls it by itself, past all interceptors, so nothing controls"
                + " it. Remove @ApertureControlled, or put it on a method that this one calls on another bean.";
    }

    static String constructor(String type) {
        return "APERTURE-395: A constructor of "
                + type
                + " has @ApertureControlled, which controls the calls of methods only. Remove it.";
    }

    static String objectMethod(String method) {
        return "APERTURE-396: "
                + method
                + " has @ApertureControlled: logs, collections and containers call it as they like, and it must not"
                + " fail. Put the annotation on a method of another name.";
    }

    static String subResource(String where, String locator) {
        return "APERTURE-397: "
                + where
                + " has @ApertureControlled, and "
                + locator
                + " returns it as a sub-resource: that is no CDI bean, so nothing controls its calls. Put the annotation"
                + " on the method that returns it, or on the calls of a bean that uses it.";
    }
}
