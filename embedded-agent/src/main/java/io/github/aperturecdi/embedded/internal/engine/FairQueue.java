package io.github.aperturecdi.embedded.internal.engine;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The flows that wait for the tokens of one label value. The order is weighted fair queueing, as in
 * Aperture's agent.
 *
 * <p>Flows of the same workload, priority and fairness label wait in a line. The first flow of each
 * line has a virtual finish time: the virtual time of its line, plus its tokens divided by its
 * priority and by the line's share of the workload. The flow with the smallest finish time has the
 * next turn, and keeps it until it is served or gives up. The queue is closed while no flow waits.
 */
final class FairQueue extends LabelStates.State {

    /** The flows with the same workload, priority and fairness label. */
    static final class Line {
        private final WorkloadKey workload;
        private final String fairness;
        private double time;
        private int flows;

        /** The flow with a virtual finish time; null for none. */
        private @Nullable Queued first;

        private @Nullable Queued nextInLine;
        private @Nullable Queued lastInLine;

        private Line(WorkloadKey workload, String fairness, double time) {
            this.workload = workload;
            this.fairness = fairness;
            this.time = time;
        }
    }

    /** Comparable, so that a hash table also orders keys with the same hash code. */
    private record WorkloadKey(String name, double priority) implements Comparable<WorkloadKey> {

        @Override
        public int compareTo(WorkloadKey other) {
            int names = name.compareTo(other.name);
            return names == 0 ? Double.compare(priority, other.priority) : names;
        }
    }

    /** The largest cost of a flow. It keeps a sum of costs finite. */
    private static final double LARGEST_COST = 1e15;

    /** The number of lines to which Aperture's agent maps the fairness labels of a workload. */
    private static final int FAITHFUL_LINES = 256;

    private static final Comparator<Queued> BY_FINISH =
            Comparator.<Queued>comparingDouble(flow -> flow.finish)
                    .thenComparingLong(flow -> flow.number);

    final TokenSource source;

    /** The label of the queue; null for a queue that several label values share. */
    final @Nullable String label;

    private final WaitingRoom room;

    /** The flow whose turn it is; null while the queue is closed. */
    private @Nullable Queued turn;

    private double time;
    private long arrivals;
    private final TreeSet<Queued> firsts = new TreeSet<>(BY_FINISH);
    private final Map<WorkloadKey, Map<String, Line>> lines = new HashMap<>(2);

    FairQueue(TokenSource source, @Nullable String label, WaitingRoom room) {
        this.source = source;
        this.label = label;
        this.room = room;
    }

    /** Admits a flow at once, or lets it wait. */
    void enter(Queued flow, long now, Deliveries deliveries) {
        flow.number = arrivals++;
        if (turn == null && source.takeAtOnce(flow, now)) {
            decide(flow, true, deliveries);
        } else if (turn != null && flow.deadline - now <= 0 || !room.enter(flow)) {
            decide(flow, false, deliveries);
        } else {
            queue(flow);
            if (turn == flow) {
                serve(now, deliveries);
            } else {
                room.wake(flow, flow.deadline);
                if (source.hasNews()) {
                    serve(now, deliveries);
                }
            }
        }
    }

    private void queue(Queued flow) {
        WorkloadKey key = new WorkloadKey(flow.workload, flow.priority);
        Map<String, Line> workload = lines.computeIfAbsent(key, k -> new HashMap<>(2));
        String fairness =
                room.faithful() && !flow.fairness.isEmpty()
                        ? String.valueOf(flow.fairness.hashCode() & FAITHFUL_LINES - 1)
                        : flow.fairness;
        if (turn == null) {
            time = 0;
        }
        Line line = workload.computeIfAbsent(fairness, f -> new Line(key, f, time));
        line.flows++;
        flow.line = line;
        flow.cost = cost(flow, workload.size());
        if (turn == null) {
            turn = flow;
        } else if (line.first == null && (room.faithful() || turn.line != line)) {
            // In Aperture's agent, a flow that comes during a turn of its line overtakes the
            // others.
            makeFirst(line, flow);
        } else {
            append(line, flow);
        }
    }

    private static double cost(Queued flow, int linesOfWorkload) {
        return Math.min(flow.tokens / flow.weight * linesOfWorkload, LARGEST_COST);
    }

    /**
     * Makes a flow the first of its line. Its cost is recomputed for the current number of lines;
     * Aperture's agent uses the number at the flow's arrival.
     */
    private void makeFirst(Line line, Queued flow) {
        if (!room.faithful()) {
            flow.cost = cost(flow, lines.get(line.workload).size());
        }
        flow.finish = line.time + flow.cost;
        line.first = flow;
        firsts.add(flow);
    }

    private static void append(Line line, Queued flow) {
        flow.before = line.lastInLine;
        if (line.lastInLine == null) {
            line.nextInLine = flow;
        } else {
            line.lastInLine.after = flow;
        }
        line.lastInLine = flow;
    }

    private static void unlink(Line line, Queued flow) {
        if (flow.before == null) {
            line.nextInLine = flow.after;
        } else {
            flow.before.after = flow.after;
        }
        if (flow.after == null) {
            line.lastInLine = flow.before;
        } else {
            flow.after.before = flow.before;
        }
        flow.before = null;
        flow.after = null;
    }

    /** Serves flow after flow in turn, as long as there are tokens. */
    void serve(long now, Deliveries deliveries) {
        for (Queued flow = turn; flow != null; flow = turn) {
            long wait = source.serve(flow, now);
            long left = flow.deadline - now;
            if (wait == TokenSource.ASKED && !flow.stoppedAsking) {
                // The flow waits for the answer, or until its time for answers is over. Both do
                // not depend on its caller's deadline, so a short one gets around no limit.
                return;
            }
            boolean refused = wait == TokenSource.REFUSED;
            if (wait == TokenSource.ASKED) {
                wait = Math.max(1, left);
            }
            if (wait > 0 && left <= 0) {
                source.release(flow, now);
                refused = true;
            } else if (wait > 0) {
                room.wake(flow, now + Math.min(wait, left));
                return;
            }
            nextTurn(flow, !refused);
            decide(flow, !refused, deliveries);
        }
    }

    private void nextTurn(Queued flow, boolean served) {
        Line line = lineOf(flow);
        if (served) {
            line.time += flow.cost;
            time = line.time;
        }
        nextOf(line);
        leave(line);
        turn = firsts.pollFirst();
        if (turn != null) {
            lineOf(turn).first = null;
            if (!room.faithful()) {
                // New flows must not start behind the waiting ones, whatever was just served.
                time = Math.min(time, turn.finish);
            }
        }
    }

    private void nextOf(Line line) {
        Queued next = line.nextInLine;
        if (line.first == null && next != null) {
            unlink(line, next);
            makeFirst(line, next);
        }
    }

    private void leave(Line line) {
        line.flows--;
        if (line.flows == 0) {
            Map<String, Line> workload = lines.get(line.workload);
            if (workload != null) {
                workload.remove(line.fairness);
                if (workload.isEmpty()) {
                    lines.remove(line.workload);
                }
            }
        }
    }

    private static Line lineOf(Queued flow) {
        if (flow.line == null) {
            throw new IllegalStateException("the flow is not in the queue");
        }
        return flow.line;
    }

    /** Whether flows wait. */
    boolean isOpen() {
        return turn != null;
    }

    /** Serves or refuses a flow at the time that was set with {@link WaitingRoom#wake}. */
    void wake(Queued flow, long now, Deliveries deliveries) {
        if (flow == turn) {
            serve(now, deliveries);
        } else if (!flow.decided) {
            giveUp(flow, now, deliveries);
        }
    }

    /** Stops waiting for the answer of the store about a flow. */
    void stopAsking(Queued flow, long now, Deliveries deliveries) {
        if (flow.stoppedAsking || flow.decided) {
            return;
        }
        flow.stoppedAsking = true;
        if (flow == turn) {
            source.stopAsking(flow, now);
            serve(now, deliveries);
        }
    }

    /** Refuses a flow that still waits. Has no effect on a flow that is decided. */
    void giveUp(Queued flow, long now, Deliveries deliveries) {
        if (flow.decided) {
            return;
        }
        Line line = lineOf(flow);
        if (flow == turn) {
            source.release(flow, now);
            nextTurn(flow, false);
        } else {
            if (line.first == flow) {
                firsts.remove(flow);
                line.first = null;
                nextOf(line);
            } else {
                unlink(line, flow);
            }
            leave(line);
        }
        decide(flow, false, deliveries);
        serve(now, deliveries);
    }

    private void decide(Queued flow, boolean admitted, Deliveries deliveries) {
        room.leave(flow);
        flow.admitted = admitted;
        flow.decided = true;
        deliveries.decided(flow);
    }

    @Override
    boolean isAsNew(long now, boolean crowded) {
        return turn == null && source.isAsNew(now, crowded);
    }
}
