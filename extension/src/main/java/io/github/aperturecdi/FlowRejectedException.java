package io.github.aperturecdi;

import jakarta.ejb.ApplicationException;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown in place of an {@link ApertureControlled} method that was not admitted. The method has not
 * run.
 *
 * <p>It has no stack trace: a refusal is an ordinary outcome under load and must be cheaper than
 * the work that it avoids. The message names the method and the control point, and never a label's
 * value.
 *
 * <p>For an EJB container it is an application exception: the caller gets it unwrapped, the bean
 * stays usable, and the transaction is not rolled back.
 */
// The annotation has no members: javac would warn of them where the EJB API is not on the class
// path.
@ApplicationException
public class FlowRejectedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    // Separate fields: Optional is not serializable, and an exception may be sent to another JVM.
    private final String controlPoint;
    private final RejectReason reason;
    private final int httpStatus;
    private final @Nullable Duration retryAfter;
    private final String[] violatedPolicies;

    /**
     * Creates the exception of a refused call.
     *
     * @param rejection the refusal
     * @param what the work that did not run, for the message: usually the method
     */
    public FlowRejectedException(FlowRejection rejection, String what) {
        super(message(rejection, what), null, false, false);
        controlPoint = rejection.controlPoint();
        reason = rejection.reason();
        httpStatus = rejection.httpStatus();
        retryAfter = rejection.retryAfter().orElse(null);
        violatedPolicies = rejection.violatedPolicies().toArray(String[]::new);
    }

    private static String message(FlowRejection rejection, String what) {
        String message =
                what
                        + " was refused at control point '"
                        + rejection.controlPoint()
                        + "': "
                        + rejection.reason();
        return rejection.violatedPolicies().isEmpty()
                ? message
                : message + " by " + String.join(", ", rejection.violatedPolicies());
    }

    /**
     * The control point of the call.
     *
     * @return the name
     */
    public String controlPoint() {
        return controlPoint;
    }

    /**
     * The reason of the refusal.
     *
     * @return the reason
     */
    public RejectReason reason() {
        return reason;
    }

    /**
     * The HTTP status of the answer to the client.
     *
     * @return the agent's status, or the reason's if the agent names none
     */
    public int httpStatus() {
        return httpStatus;
    }

    /**
     * The time to wait until the same call may be admitted.
     *
     * @return the time, to the nanosecond; empty if the agent does not know it
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * The policies that refused the call.
     *
     * @return their names, without duplicates
     */
    public List<String> violatedPolicies() {
        return List.of(violatedPolicies);
    }
}
