package io.github.aperturecdi.flow;

import io.github.aperturecdi.internal.FirstOfEach;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells whether the application refuses work without an agent. The settings list only the control
 * points that they name, so this class remembers those that were checked or announced. It reads the
 * settings again each time, as they change.
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

    /** Announces the flows of a control point. */
    void expect(String controlPoint, boolean rampMode) {
        Boolean known = rampModes.get(controlPoint);
        if (known == null ? rampModes.size() < FirstOfEach.MAX : rampMode && !known) {
            rampModes.merge(controlPoint, rampMode, Boolean::logicalOr);
        }
    }

    /** Whether an unreachable agent would make the application refuse work. */
    boolean any() {
        ControlPointSettings others = settings.others();
        // The default counts only while no control point is known. A known one is checked with its
        // own settings below.
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
