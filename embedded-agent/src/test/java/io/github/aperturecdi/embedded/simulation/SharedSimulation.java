package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.Answer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.internal.engine.LimiterDecision;
import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;
import io.github.aperturecdi.embedded.internal.engine.WakeTimer;
import io.github.aperturecdi.embedded.simulation.SharedSetting.Kind;
import io.github.aperturecdi.embedded.simulation.SharedSetting.Weather;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.embedded.store.SimulatedServer;
import io.github.aperturecdi.embedded.store.SimulatedStore;
import io.github.aperturecdi.embedded.store.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Several engines and one store under a clock that goes from one event to the next. After each
 * event, it checks what must be true for every flow. Times are nanoseconds since it began.
 */
final class SharedSimulation {

    /** So many events at one instant go on for ever. */
    private static final int MOST_AT_ONCE = 100_000;

    private static final int LAST_EVENTS = 60;

    /** How long a token may be idle while a flow waits for it: messages, questions and answers. */
    private static final long IDLE = 8 * SharedSetting.WAY;

    private final SharedSetting setting;
    final VirtualTime time = new VirtualTime();
    final SimulatedServer server;
    private final List<Engine> engines = new ArrayList<>();
    private final List<SimulatedStore> stores = new ArrayList<>();

    /** The instance that has crashed; negative for none. */
    private int crashed = -1;

    private final List<SharedLedger> ledgers = new ArrayList<>();
    private final PriorityQueue<SharedCaller> waiting =
            new PriorityQueue<>(Comparator.comparingLong(caller -> caller.deadline));
    private final Deque<Supplier<String>> log = new ArrayDeque<>();
    private final long[] idleSince;
    private int callers;
    private long digest;

    /** What was wrong first with an answer. */
    private Throwable failure;

    private boolean placesAreKnown = true;

    SharedSimulation(SharedSetting setting, Random random) {
        this.setting = setting;
        server = new SimulatedServer(time, random);
        server.suffer(setting.faults(random));
        for (int i = 0; i < setting.instances(); i++) {
            stores.add(server.connect());
            engines.add(
                    new Engine(
                            List.of(setting.policy()),
                            EngineSettings.DEFAULT,
                            time,
                            WakeTimer.BY_HAND,
                            new Sharing(stores.get(i), setting.onFailure())));
        }
        for (int i = 0; i < setting.shops(); i++) {
            ledgers.add(new SharedLedger(setting));
            if (setting.isAlwaysCounted()) {
                ledgers.get(i).counts(0);
            }
        }
        idleSince = new long[setting.shops()];
    }

    /** The same for the same events at the same times. */
    long digest() {
        return digest;
    }

    /** The store is away, or does nothing. */
    void storeGoesAway(boolean losesData) {
        log("the store goes away%s", losesData ? " and loses its data" : "");
        if (losesData) {
            ledgers.forEach(ledger -> ledger.dataIsLost(time.elapsed()));
            placesAreKnown = false;
        }
        if (!setting.isAlwaysCounted()) {
            ledgers.forEach(SharedLedger::countsNoMore);
            placesAreKnown = false;
        }
    }

    /** The store is back, has answered each instance, and knows what they have in flight. */
    void storeIsBack() {
        log("the store counts again");
        placesAreKnown = true;
        if (!setting.isAlwaysCounted()) {
            ledgers.forEach(ledger -> ledger.counts(time.elapsed()));
        }
    }

    /** An instance ends without giving anything back. */
    void crashes(int instance) {
        log("instance %d crashes", instance);
        crashed = instance;
        waiting.stream().filter(this::isDead).forEach(caller -> caller.gone = true);
        ledgers.forEach(ledger -> ledger.crashes(instance));
        stores.get(instance).disconnect();
    }

    private boolean isDead(SharedCaller caller) {
        return caller.instance == crashed;
    }

    private List<Engine> alive() {
        return engines.stream()
                .filter(engine -> crashed < 0 || engine != engines.get(crashed))
                .toList();
    }

    /** Goes on until nothing is left to do. */
    void run() {
        int atOnce = 0;
        while (true) {
            long wake = untilNextWake();
            long event = time.untilNext();
            if (wake == Long.MAX_VALUE && event == Long.MAX_VALUE) {
                return;
            }
            atOnce = Math.min(wake, event) > 0 ? 0 : atOnce + 1;
            Ledger.check(atOnce < MOST_AT_ONCE, () -> "there is no end at this instant");
            if (event <= wake) {
                time.next();
            } else {
                time.pass(wake);
                for (Engine engine : alive()) {
                    if (engine.untilNextWake() == 0) {
                        engine.wake();
                    }
                }
            }
            check();
        }
    }

    private long untilNextWake() {
        return alive().stream().mapToLong(Engine::untilNextWake).min().orElseThrow();
    }

    private void check() {
        Ledger.check(failure == null, () -> failure.getMessage());
        if (untilNextWake() == 0 || time.untilNext() == 0) {
            return;
        }
        while (!waiting.isEmpty() && !waiting.peek().waits()) {
            waiting.remove();
        }
        SharedCaller next = waiting.peek();
        Ledger.check(
                next == null || next.deadline > time.elapsed(),
                () -> "%s still waits, and had until %d".formatted(next, next.deadline));
        if (setting.weather() == Weather.CLEAR && setting.kinds().size() == 1) {
            for (int shop = 0; shop < setting.shops(); shop++) {
                checkWorkConserving(shop);
            }
        }
    }

    /**
     * No token is idle for long while a flow of any instance waits for it. A queue asks about one
     * flow after the other, so it is enough that flows are admitted.
     */
    private void checkWorkConserving(int shop) {
        Kind kind = setting.kinds().get(0);
        Counter counter = setting.counter(kind, shop);
        long now = time.elapsed();
        boolean idle =
                switch (kind) {
                    case PLACES -> server.inFlight(counter) < setting.places().number();
                    case QUOTA -> server.available(counter) >= setting.mostTokens();
                    default -> false;
                };
        boolean wanted =
                idle
                        && waiting.stream()
                                .anyMatch(
                                        caller ->
                                                caller.waits()
                                                        && caller.shop == shop
                                                        && now - caller.arrival > IDLE);
        if (!wanted) {
            idleSince[shop] = Long.MAX_VALUE;
        } else if (idleSince[shop] == Long.MAX_VALUE) {
            idleSince[shop] = now;
        }
        Ledger.check(
                !wanted || now - idleSince[shop] <= IDLE,
                () -> "flows of shop %d wait, and there is room".formatted(shop));
    }

    /** A flow comes, and does something once it is admitted or refused. */
    SharedCaller comes(
            int balanced, int shop, int tokens, long timeout, Consumer<SharedCaller> onAnswer) {
        int instance = balanced == crashed ? (crashed + 1) % setting.instances() : balanced;
        long now = time.elapsed();
        SharedCaller caller =
                new SharedCaller(
                        callers++,
                        instance,
                        shop,
                        tokens,
                        now,
                        timeout == FlowCheck.NO_TIMEOUT
                                ? Long.MAX_VALUE
                                : now + Math.max(timeout, setting.patience()));
        log("%s comes, and waits for %d ns", caller, timeout);
        Map<String, String> labels = Map.of("shop", "s" + shop, "cost", "" + tokens);
        Answer answer = engines.get(instance).ask(new FlowCheck("checkout", labels, timeout));
        if (answer instanceof Outcome outcome) {
            answered(caller, outcome, onAnswer);
            return caller;
        }
        caller.waiting = (WaitingFlow) answer;
        waiting.add(caller);
        caller.waiting.stopAskingIn(setting.patience());
        caller.waiting.thenAccept(outcome -> answered(caller, outcome, onAnswer));
        return caller;
    }

    private void answered(SharedCaller caller, Outcome outcome, Consumer<SharedCaller> onAnswer) {
        if (isDead(caller)) {
            return;
        }
        try {
            caller.outcome = outcome;
            log("%s is %s", caller, outcome.admitted() ? "admitted" : "refused");
            if (outcome.admitted()) {
                ledgers.get(caller.shop).admitted(caller, time.elapsed(), placesAreKnown);
                idleSince[caller.shop] = Long.MAX_VALUE;
            }
            onAnswer.accept(caller);
        } catch (AssertionError | RuntimeException e) {
            // The engine would swallow it: the simulation throws it later.
            failure = failure == null ? e : failure;
        }
    }

    void givesUp(SharedCaller caller) {
        if (caller.waits()) {
            log("%s gives up", caller);
            caller.gone = true;
            caller.waiting.cancel(false);
        }
    }

    /** A flow that was admitted ends. */
    void ends(SharedCaller caller) {
        if (isDead(caller)) {
            return;
        }
        log("%s ends", caller);
        ledgers.get(caller.shop).ends(caller);
        for (LimiterDecision decision : caller.outcome.decisions()) {
            if (!decision.requestId().isEmpty()) {
                engines.get(caller.instance)
                        .endAnywhere(decision.id(), decision.label(), decision.requestId());
            }
        }
    }

    /** No flow waits or is in flight, and no alarm is left. */
    void checkNoFlowIsLeft() {
        for (Engine engine : alive()) {
            Ledger.check(engine.waiting() == 0, () -> engine.waiting() + " flows wait for ever");
        }
    }

    /** The store has no tokens in flight of a flow that has ended. */
    void checkPlacesAreBack() {
        for (Kind kind : setting.kinds()) {
            for (int shop = 0; shop < setting.shops() && !kind.isBucket(); shop++) {
                double left = server.inFlight(setting.counter(kind, shop));
                int number = shop;
                Ledger.check(
                        left == 0,
                        () -> "%s in flight in shop %d for no flow".formatted(left, number));
            }
        }
    }

    /** The next flow of any instance finds everything free. */
    void checkAllIsFree() {
        for (int shop = 0; shop < setting.shops(); shop++) {
            for (int instance = 0; instance < setting.instances(); instance++) {
                time.pass(3_600 * Setting.SECOND);
                SharedCaller last = comes(instance, shop, 1, Setting.SECOND, caller -> {});
                run();
                Ledger.check(last.admitted(), () -> last + " is refused with everything free");
                for (LimiterDecision decision : last.outcome.decisions()) {
                    double left = decision.remaining();
                    double all =
                            decision.kind() == LimiterDecision.Kind.RATE
                                            || decision.kind()
                                                    == LimiterDecision.Kind.QUOTA_SCHEDULER
                                    ? setting.quota().capacity() - 1
                                    : setting.places().number();
                    Ledger.check(left == all, () -> "%s of %s are left".formatted(left, all));
                }
                ends(last);
                run();
            }
        }
    }

    void log(String format, Object... arguments) {
        long now = time.elapsed();
        digest = 31 * digest + now;
        digest = 31 * digest + format.hashCode();
        if (log.size() == LAST_EVENTS) {
            log.removeFirst();
        }
        log.add(() -> now + " ns: " + format.formatted(arguments));
    }

    /** What happened last. */
    String lastEvents() {
        StringBuilder text = new StringBuilder();
        log.forEach(line -> text.append(line.get()).append('\n'));
        return text.toString();
    }
}
