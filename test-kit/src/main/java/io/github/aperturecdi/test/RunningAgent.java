package io.github.aperturecdi.test;

import io.github.aperturecdi.embedded.AgentServer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An agent in this JVM. Its clock stands still until the test moves it. */
final class RunningAgent implements AgentControl {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 5_000_000;

    /** Longer than an agent keeps an entry of its cache, and the counts of a removed policy. */
    private static final Duration PAST_COUNTS = Duration.ofDays(8);

    private final AtomicLong nanos = new AtomicLong();
    private final Journal journal = new Journal();
    private final WireTap tap = new WireTap(journal);
    private volatile List<Policy> policies = List.of();
    private volatile Engine engine;
    private volatile AgentServer server;
    private boolean stopped;
    private boolean closed;
    private volatile Duration patience = PATIENCE;

    RunningAgent(int port) {
        engine = newEngine();
        server = listen(engine, tap, port);
    }

    private Engine newEngine() {
        return new Engine(policies, EngineSettings.DEFAULT, nanos::get, this::wakeIfDue);
    }

    /** Begins a test class with its policies and the API key that calls must carry. */
    void begin(List<Policy> policies, @Nullable String apiKey) {
        this.policies = policies;
        patience = PATIENCE;
        tap.expect(apiKey);
        reset();
    }

    /**
     * Wakes a flow that is due at once, because the clock moved while it started to wait. All other
     * flows become due only when the clock moves.
     */
    private void wakeIfDue(long nanos, Runnable wake) {
        if (nanos <= 1) {
            ForkJoinPool.commonPool()
                    .execute(
                            () -> {
                                if (engine.untilNextWake() == 0) {
                                    wake.run();
                                }
                            });
        }
    }

    /**
     * Starts the server. Retries, as the kernel may hold the port for a moment after the previous
     * agent.
     */
    private static AgentServer listen(Engine engine, WireTap tap, int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long start = System.nanoTime();
        while (true) {
            try {
                return AgentServer.start(engine, address, List.of(tap));
            } catch (IOException e) {
                boolean taken = e instanceof BindException || e.getCause() instanceof BindException;
                if (!taken || System.nanoTime() - start > BIND_TIMEOUT.toNanos()) {
                    throw new UncheckedIOException(
                            "The agent of the test cannot listen on " + address, e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    String address() {
        return server.target();
    }

    int port() {
        return server.address().getPort();
    }

    @Override
    public void script(String controlPoint, Script script) {
        tap.script(controlPoint, script);
    }

    @Override
    public void lacksFlowEnd() {
        tap.lacksFlowEnd();
    }

    @Override
    public void lacksCaches() {
        tap.lacksCaches();
    }

    @Override
    public synchronized void stop() {
        if (!stopped) {
            stopped = true;
            tap.endSilentCalls();
            server.close();
            journal.agentStopped();
        }
    }

    @Override
    public synchronized void startAgain() {
        if (stopped && !closed) {
            engine = newEngine();
            server = listen(engine, tap, port());
            stopped = false;
        }
    }

    @Override
    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
        engine.wake();
    }

    @Override
    public long waiting() {
        return engine.waiting();
    }

    @Override
    public void awaitWaiting(int count) {
        if (!journal.await(patience, () -> waiting() >= count)) {
            throw new AssertionError(
                    "Expected %s waiting flows within %s s, but %s wait"
                            .formatted(count, patience.toSeconds(), waiting()));
        }
    }

    @Override
    public List<SeenFlow> flows() {
        return journal.seenFlows();
    }

    @Override
    public List<SeenSpan> spans() {
        return journal.spans();
    }

    @Override
    public List<SeenFlow> awaitFlows(int count) {
        if (!journal.awaitFlows(count, patience)) {
            throw new AssertionError(
                    "Expected "
                            + count
                            + " flows within "
                            + patience.toSeconds()
                            + " s, but the agent has seen "
                            + flows().size());
        }
        return flows();
    }

    @Override
    public List<SeenFlow> everyFlowEndedOnce() {
        journal.awaitEnds(patience);
        Contract.require(
                "Every flow ends exactly once",
                journal.look((flows, problems) -> Contract.ends(flows, patience)));
        return flows();
    }

    @Override
    public void contractKept() {
        journal.awaitEnds(patience);
        Contract.require(
                "The application keeps the contract of an Aperture agent",
                journal.look(
                        (flows, problems) -> {
                            List<String> violations = new ArrayList<>(problems);
                            violations.addAll(Contract.messages(flows, engine.tokenKeys()));
                            violations.addAll(Contract.ends(flows, patience));
                            return violations;
                        }));
    }

    @Override
    public void reset() {
        tap.reset();
        startAgain();
        // Limiters keep their counts for a while after their policy is gone.
        engine.replace(List.of());
        advance(PAST_COUNTS);
        engine.replace(policies);
        journal.reset();
    }

    @Override
    public void patience(Duration patience) {
        this.patience = patience;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
