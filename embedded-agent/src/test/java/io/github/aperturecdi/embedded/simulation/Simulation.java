package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.Answer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.internal.engine.LimiterDecision;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;
import io.github.aperturecdi.embedded.internal.engine.WakeTimer;
import io.github.aperturecdi.embedded.simulation.Setting.Tier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The engine under a clock that goes from one event to the next. After each event, and before the
 * next, it checks what must be true for every flow. Times are nanoseconds since it began.
 */
final class Simulation {

    /** So many events at one instant go on for ever. */
    private static final int MOST_AT_ONCE = 100_000;

    private static final int LAST_EVENTS = 40;

    private record Event(long time, long number, Runnable what) {}

    private final Setting setting;
    private final ManualTicker ticker = new ManualTicker();
    private final long origin = ticker.nanos();
    private final Engine engine;
    private final List<Ledger> ledgers = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private final PriorityQueue<Caller> waiting =
            new PriorityQueue<>(Comparator.comparingLong(caller -> caller.deadline));
    private final Deque<Supplier<String>> log = new ArrayDeque<>();
    private long eventsSoFar;
    private int callers;
    private long digest;

    /** What was wrong first with an answer. */
    private Throwable failure;

    /** The clock has been set, and what was due meanwhile is not done yet. */
    private boolean stepped;

    Simulation(Setting setting, boolean clockSteps) {
        this.setting = setting;
        engine =
                new Engine(
                        List.of(setting.policy()),
                        EngineSettings.DEFAULT,
                        ticker,
                        WakeTimer.BY_HAND);
        for (int i = 0; i < setting.shops(); i++) {
            ledgers.add(new Ledger(setting, clockSteps));
        }
    }

    long now() {
        return ticker.nanos() - origin;
    }

    Ledger ledger(int shop) {
        return ledgers.get(shop);
    }

    long waiting() {
        return engine.waiting();
    }

    /** The same for the same events at the same times. */
    long digest() {
        return digest;
    }

    void later(long after, Runnable what) {
        events.add(new Event(now() + after, eventsSoFar++, what));
    }

    /** Sets the clock: nothing is done at the times in between. */
    void step(long by) {
        log("the clock is set by %d ns", by);
        ticker.pass(by);
        stepped = true;
    }

    /** Goes on until nothing is left to do, or it is enough. */
    void run(BooleanSupplier enough) {
        int atOnce = 0;
        while (!enough.getAsBoolean()) {
            long wake = engine.untilNextWake();
            Event event = events.peek();
            if (event == null && wake == Long.MAX_VALUE) {
                return;
            }
            long before = now();
            long untilEvent = event == null ? Long.MAX_VALUE : Math.max(0, event.time() - now());
            if (untilEvent <= wake) {
                pass(untilEvent);
                events.remove().what().run();
            } else {
                pass(wake);
                engine.wake();
            }
            atOnce = now() > before ? 0 : atOnce + 1;
            Ledger.check(atOnce < MOST_AT_ONCE, () -> "there is no end at this instant");
            check();
        }
    }

    private void pass(long nanos) {
        if (nanos > 0 && !stepped) {
            long last = now() + nanos - 1;
            ledgers.forEach(ledger -> ledger.checkWorkConserving(last));
        }
        ticker.pass(nanos);
    }

    private void check() {
        Ledger.check(failure == null, () -> failure.getMessage());
        if (engine.untilNextWake() == 0) {
            return;
        }
        stepped = false;
        long now = now();
        ledgers.forEach(ledger -> ledger.checkWorkConserving(now));
        long expected = ledgers.stream().mapToLong(Ledger::waiting).sum();
        Ledger.check(
                engine.waiting() == expected,
                () -> "%d flows wait, and not %d".formatted(engine.waiting(), expected));
        Ledger.check(
                expected > 0 || engine.untilNextWake() == Long.MAX_VALUE,
                () -> "no flow waits, and an alarm is left");
        while (!waiting.isEmpty() && !waiting.peek().waits()) {
            waiting.remove();
        }
        Caller next = waiting.peek();
        Ledger.check(
                next == null || next.deadline > now,
                () -> "%s still waits, and had until %d".formatted(next, next.deadline));
    }

    /** Somebody comes, and does something once admitted or refused; not once it has given up. */
    Caller comes(Tier tier, int user, int shop, long timeout, Consumer<Caller> onAnswer) {
        Ledger ledger = ledgers.get(shop);
        long now = now();
        Caller caller =
                new Caller(callers++, tier, user, ledger, now, deadline(tier, timeout, now));
        log("%s comes to shop %d, and waits for %d ns", caller, shop, caller.deadline - now);
        ledger.comes(now);
        Map<String, String> labels =
                Map.of("tier", tier.name(), "user", "u" + user, "shop", "s" + shop);
        Answer answer = engine.ask(new FlowCheck("checkout", labels, timeout));
        if (answer instanceof Outcome outcome) {
            answered(caller, outcome, onAnswer);
            return caller;
        }
        caller.waiting = (WaitingFlow) answer;
        ledger.waits(caller);
        waiting.add(caller);
        caller.waiting.thenAccept(
                outcome -> {
                    ledger.waitsNoMore(caller);
                    answered(caller, outcome, onAnswer);
                });
        return caller;
    }

    /** Each of two schedulers lets a flow wait for the queue timeout; a caller waits once. */
    private long deadline(Tier tier, long timeout, long now) {
        long margin = 10 * Setting.MILLIS;
        long caller = timeout == FlowCheck.NO_TIMEOUT ? timeout : Math.max(0, timeout - margin);
        int schedulers = setting.places() != null && setting.quota() != null ? 2 : 1;
        long policy = tier.queueTimeout() < 0 ? Long.MAX_VALUE : schedulers * tier.queueTimeout();
        long hour = schedulers * 3_600 * Setting.SECOND;
        return now + Math.min(hour, Math.min(caller, policy));
    }

    private void answered(Caller caller, Outcome outcome, Consumer<Caller> onAnswer) {
        try {
            answer(caller, outcome, onAnswer);
        } catch (AssertionError | RuntimeException e) {
            // The engine would swallow it: the simulation throws it later.
            failure = failure == null ? e : failure;
        }
    }

    private void answer(Caller caller, Outcome outcome, Consumer<Caller> onAnswer) {
        caller.outcome = outcome;
        log("%s is %s", caller, outcome.admitted() ? "admitted" : "refused");
        if (outcome.admitted()) {
            caller.ledger.admitted(caller, now(), caller.waiting == null);
        } else {
            caller.ledger.refused(caller, now());
        }
        onAnswer.accept(caller);
    }

    void givesUp(Caller caller) {
        if (caller.waits()) {
            log("%s gives up", caller);
            caller.gone = true;
            caller.ledger.waitsNoMore(caller);
            caller.waiting.cancel(false);
        }
    }

    /** A caller that was admitted ends. */
    void ends(Caller caller) {
        log("%s ends", caller);
        boolean held = caller.ledger.ends(caller, now());
        for (LimiterDecision decision : caller.outcome.decisions()) {
            if (!decision.requestId().isEmpty()) {
                Engine.Returned returned =
                        engine.end(decision.id(), decision.label(), decision.requestId());
                Ledger.check(
                        (returned == Engine.Returned.RETURNED) == held,
                        () -> "the place of %s is %s".formatted(caller, returned));
            }
        }
    }

    /** No flow waits or is in flight, and all tokens are free for the next flow. */
    void checkNothingIsLost() {
        Ledger.check(engine.waiting() == 0, () -> engine.waiting() + " flows wait for ever");
        long hour = 3_600 * Setting.SECOND;
        step(setting.places() == null ? hour : hour + setting.places().maxInflight());
        for (int shop = 0; shop < ledgers.size(); shop++) {
            Caller last = comes(setting.tiers().get(0), 0, shop, 0, caller -> {});
            Ledger.check(last.admitted(), () -> last + " is refused after everything has ended");
            for (LimiterDecision decision : last.outcome.decisions()) {
                double left = decision.remaining();
                double all =
                        decision.kind() == LimiterDecision.Kind.QUOTA_SCHEDULER
                                ? setting.quota().capacity() - last.tier.tokens()
                                : setting.places().number();
                Ledger.check(left == all, () -> left + " of " + all + " are left");
            }
            if (setting.places() != null) {
                ends(last);
            }
        }
    }

    private void log(String format, Object... arguments) {
        long time = now();
        digest = 31 * digest + time;
        digest = 31 * digest + format.hashCode();
        if (log.size() == LAST_EVENTS) {
            log.removeFirst();
        }
        log.add(() -> time + " ns: " + format.formatted(arguments));
    }

    /** What happened last. */
    String lastEvents() {
        StringBuilder text = new StringBuilder();
        log.forEach(line -> text.append(line.get()).append('\n'));
        return text.toString();
    }
}
