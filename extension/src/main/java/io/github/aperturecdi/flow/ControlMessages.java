package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Objects;

/** What is said of flow controls and their builders. */
final class ControlMessages {

    private ControlMessages() {}

    /**
     * @return a source of labels threw, or gave a null
     */
    static String badLabels(Class<?> source, String problem) {
        return "APERTURE-420: The source of labels "
                + source.getName()
                + " "
                + problem
                + ". That label is left out, and flows are asked for with the others. A policy that counts by it does"
                + " not limit them, so mend the source. Said once.";
    }

    /**
     * @return flows have been open for long
     */
    static String longHeld(String controlPoint, int count, Duration age) {
        return "APERTURE-421: "
                + count
                + (count == 1 ? " flow" : " flows")
                + " of the control point '"
                + controlPoint
                + "' began more than "
                + age.toMinutes()
                + " min ago and did not end. A flow that nobody ends is held until the shutdown: close it when its"
                + " work is over, also when that fails. Work that does take so long is no error.";
    }

    static Duration requireShutdownTimeout(Duration timeout) {
        if (Objects.requireNonNull(timeout, "shutdownTimeout").isNegative()) {
            throw new IllegalArgumentException(
                    "APERTURE-425: A shutdown timeout of "
                            + timeout
                            + " is negative. Give close() a time such as 5s, or zero for no wait.");
        }
        return timeout;
    }

    /**
     * @return build() was called again
     */
    static String alreadyBuilt() {
        return "APERTURE-426: This builder has made its flow control, which closes the agent, the settings and the"
                + " observers that it was given. Use FlowControl.builder() again, with an agent of its own, for"
                + " another one.";
    }

    /**
     * @return the agent has had no decision for long
     */
    static String undecided(String agent, Undecided.Reminder reminder) {
        return "APERTURE-427: There has been no decision of the Aperture agent at "
                + agent
                + " for "
                + reminder.time().toMinutes()
                + " minutes: "
                + reminder.ran()
                + " flows ran unprotected, and "
                + reminder.refused()
                + " were refused, as aperture.on-unreachable says. Said every "
                + Undecided.PACE.toMinutes()
                + " minutes.";
    }
}
