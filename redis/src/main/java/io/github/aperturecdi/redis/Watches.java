package io.github.aperturecdi.redis;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The actions that run when tokens in flight are freed, by the name of the counter's key. */
final class Watches {

    private final ConcurrentMap<String, List<Action>> byKey = new ConcurrentHashMap<>();

    /** Two watches with an equal action are two. */
    private static final class Action {
        private final Runnable run;

        Action(Runnable run) {
            this.run = run;
        }
    }

    Runnable add(String key, Runnable freed) {
        Action action = new Action(freed);
        byKey.compute(
                key,
                (any, before) -> {
                    List<Action> actions = before == null ? new CopyOnWriteArrayList<>() : before;
                    actions.add(action);
                    return actions;
                });
        return () ->
                byKey.computeIfPresent(
                        key,
                        (any, actions) -> {
                            actions.remove(action);
                            return actions.isEmpty() ? null : actions;
                        });
    }

    void freed(String key) {
        byKey.getOrDefault(key, List.of()).forEach(action -> action.run.run());
    }

    /** Messages may have been lost. */
    void allFreed() {
        byKey.keySet().forEach(this::freed);
    }
}
