package io.github.aperturecdi.flow;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A set of flows for several threads. Most threads have one open flow at a time. It gets a place
 * that few other threads use, which takes less than half the time of a hash table, and no memory.
 * If the place is taken, the flow is in a hash table.
 */
final class OpenFlows extends AbstractCollection<Flow> {

    /** The number of places. Few, as a shutdown and a status read them all. */
    private static final int PLACES = 16;

    /** From one place to the next. Two places do not share a line of the processor's cache. */
    private static final int STEP = 16;

    private final AtomicReferenceArray<@Nullable Flow> places =
            new AtomicReferenceArray<>(PLACES * STEP);
    private final Set<Flow> others = ConcurrentHashMap.newKeySet();

    /** Adds a flow that was never in the set. */
    @Override
    public boolean add(Flow flow) {
        int place = (int) (Thread.currentThread().getId() % PLACES) * STEP;
        if (places.get(place) == null) {
            flow.place = place;
            if (places.compareAndSet(place, null, flow)) {
                return true;
            }
        }
        flow.place = Flow.NO_PLACE;
        return others.add(flow);
    }

    /** Returns whether the flow was in the set. */
    boolean remove(Flow flow) {
        int place = flow.place;
        return place == Flow.NO_PLACE
                ? others.remove(flow)
                : places.compareAndSet(place, flow, null);
    }

    /** Iterates over the flows of this moment. */
    @Override
    public Iterator<Flow> iterator() {
        List<Flow> all = new ArrayList<>(others);
        for (int place = 0; place < places.length(); place += STEP) {
            Flow flow = places.get(place);
            if (flow != null) {
                all.add(flow);
            }
        }
        return all.iterator();
    }

    @Override
    public int size() {
        int size = others.size();
        for (int place = 0; place < places.length(); place += STEP) {
            if (places.get(place) != null) {
                size++;
            }
        }
        return size;
    }
}
