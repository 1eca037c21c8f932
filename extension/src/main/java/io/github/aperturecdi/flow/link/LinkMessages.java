package io.github.aperturecdi.flow.link;

/** The texts of this package. The ids are APERTURE-300 and on. */
final class LinkMessages {

    private LinkMessages() {}

    /** A question that the agent, or what is before it, does not accept. */
    static String notAccepted(String controlPoint, String status) {
        return "APERTURE-300: A flow at control point '"
                + controlPoint
                + "' got no decision, because its question was answered with "
                + status
                + "; aperture.on-unreachable decided. Look at the agent's log, and at what is between it and this"
                + " application: an address, a key or a version may be wrong. Metrics count such flows with"
                + " aperture.reject_reason=not_accepted. Said once for this control point.";
    }

    /** A question that could not be put, or a reply that could not be read, by an error of ours. */
    static String notAsked(String controlPoint, Throwable error) {
        return "APERTURE-301: A flow at control point '"
                + controlPoint
                + "' was refused, because the agent could not be asked: "
                + error.getClass().getName()
                + ". This is an error on this side, and the stack trace tells where. Metrics count such flows with"
                + " aperture.reject_reason=not_asked. Said once for this control point.";
    }
}
