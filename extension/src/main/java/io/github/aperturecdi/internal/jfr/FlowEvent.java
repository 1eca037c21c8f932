package io.github.aperturecdi.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * One flow, from its start to its end. A recording contains these events only if it enables them by
 * name: a busy service would fill every other recording with its flows.
 */
@Name(FlowEvent.NAME)
@Label("Flow")
@Category("Aperture")
@Description("A piece of work under an Aperture agent's control")
@Enabled(false)
@StackTrace(false)
final class FlowEvent extends Event {

    static final String NAME = "aperture.Flow";

    @Label("Control Point")
    @Nullable String controlPoint;

    @Label("Decision")
    @Description("What the agent said, or that it said nothing")
    @Nullable String decision;

    @Label("Reject Reason")
    @Nullable String rejectReason;

    @Label("Ran")
    @Description("Whether the work ran")
    boolean ran;

    @Label("Check Duration")
    @Description("Until the flow was decided, with the making of its ambient labels")
    @Timespan(Timespan.NANOSECONDS)
    long checkDuration;

    @Label("Status")
    @Description("How the work went; UNSET when it did not run or was cancelled")
    @Nullable String status;

    @Label("Error Type")
    @Description("The class of what the work failed with, where it is known")
    @Nullable String errorType;
}
