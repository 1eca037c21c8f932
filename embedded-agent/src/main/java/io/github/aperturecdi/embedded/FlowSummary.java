package io.github.aperturecdi.embedded;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * A summary of the flows of each control point since the start, from their spans. It keeps a
 * bounded number of control points apart, and sums up the others. Safe for use by several threads.
 */
final class FlowSummary {

    static final int MAX_CONTROL_POINTS = 100;

    /** The longest name of a control point. Longer names are cut. */
    static final int MAX_NAME_LENGTH = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Totals> byControlPoint = new TreeMap<>();
    private final Totals others = new Totals();
    private long notOfFlows;
    private boolean changed;

    /**
     * Adds a flow.
     *
     * @param controlPoint its control point
     * @param refused whether it was refused
     * @param nanos the duration of the flow; NaN if it is unknown
     */
    void add(String controlPoint, boolean refused, double nanos) {
        lock.lock();
        try {
            changed = true;
            of(printable(controlPoint)).add(refused, nanos);
        } finally {
            lock.unlock();
        }
    }

    private Totals of(String name) {
        Totals totals = byControlPoint.get(name);
        if (totals == null && byControlPoint.size() < MAX_CONTROL_POINTS) {
            totals = new Totals();
            byControlPoint.put(name, totals);
        }
        return totals == null ? others : totals;
    }

    /**
     * Makes a name printable. A client chooses the name, and must not be able to add lines to the
     * output.
     */
    private static String printable(String name) {
        return name.codePoints()
                .limit(MAX_NAME_LENGTH)
                .map(each -> isPrintable(each) ? each : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /** Adds a span that does not describe a flow, or cannot be read. */
    void addNotOfFlow() {
        lock.lock();
        try {
            changed = true;
            notOfFlows++;
        } finally {
            lock.unlock();
        }
    }

    /** The summary, unless no span has come since the last one. */
    Optional<String> ifChanged() {
        lock.lock();
        try {
            return changed ? Optional.of(summary()) : Optional.empty();
        } finally {
            changed = false;
            lock.unlock();
        }
    }

    private String summary() {
        StringBuilder text = new StringBuilder(ProcessTexts.SUMMARY);
        text.append(
                byControlPoint.entrySet().stream()
                        .map(each -> each.getValue().line(each.getKey()))
                        .collect(Collectors.joining()));
        if (others.flows > 0) {
            text.append(others.line(ProcessTexts.OTHER_CONTROL_POINTS));
        }
        if (notOfFlows > 0) {
            text.append(ProcessTexts.notOfFlows(notOfFlows));
        }
        return text.toString();
    }

    /** The sums of one control point. The durations of refused flows are left out. */
    private static final class Totals {

        private long flows;
        private long refused;
        private long timed;
        private double nanos;

        void add(boolean isRefused, double flowNanos) {
            flows++;
            if (isRefused) {
                refused++;
            } else if (!Double.isNaN(flowNanos)) {
                timed++;
                nanos += flowNanos;
            }
        }

        String line(String name) {
            return ProcessTexts.flows(
                    name, flows, refused, timed == 0 ? Double.NaN : nanos / timed);
        }
    }
}
