package io.github.aperturecdi.flow;

import io.github.aperturecdi.internal.FirstOfEach;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows where work would be refused without an agent. Remembers the control points where that was
 * so, as the settings know only those that they name; and asks the settings again, as they change.
 */
final class FailClosedControlPoints {

    private final FlowSettings settings;
    private final Map<String, Boolean> rampModes = new ConcurrentHashMap<>();

    FailClosedControlPoints(FlowSettings settings) {
        this.settings = settings;
    }

    /** Records the control point of a check that fails closed. */
    void checked(FlowRequest request, ControlPointSettings set) {
        if (refuses(request, set)) {
            expect(request.controlPoint(), request.rampMode());
        }
    }

    /** Notes that flows will come. */
    void expect(String controlPoint, boolean rampMode) {
        Boolean known = rampModes.get(controlPoint);
        if (known == null ? rampModes.size() < FirstOfEach.MAX : rampMode && !known) {
            rampModes.merge(controlPoint, rampMode, Boolean::logicalOr);
        }
    }

    /** Whether an unreachable agent would make the application refuse work. */
    boolean any() {
        ControlPointSettings others = settings.others();
        // Control points that are known decide by themselves what becomes of their flows.
        if (rampModes.isEmpty()
                && others.mode() == Mode.ENFORCE
                && others.defaultOnUnreachable() == OnUnreachable.REJECT) {
            return true;
        }
        return settings.named().stream().anyMatch(name -> refuses(name, false))
                || rampModes.entrySet().stream()
                        .anyMatch(seen -> refuses(seen.getKey(), seen.getValue()));
    }

    private boolean refuses(String controlPoint, boolean rampMode) {
        FlowRequest request = FlowRequest.at(controlPoint).rampMode(rampMode).build();
        return refuses(request, settings.at(controlPoint));
    }

    private static boolean refuses(FlowRequest request, ControlPointSettings set) {
        return set.mode() == Mode.ENFORCE && set.onUnreachable(request) == OnUnreachable.REJECT;
    }
}
