package io.github.aperturecdi.virtualthreads;

import io.github.aperturecdi.embedded.EmbeddedAgents;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.virtualthreads.pinning.Pinning;
import jakarta.enterprise.inject.spi.Extension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * Runs in a JVM of its own, on a newer Java than the build: every way to run flows, on virtual
 * threads, and a recording of it. The arguments are the recording's file and the address of a
 * store.
 */
final class Flows {

    static final int AT_A_TIME = 2_000;
    static final int ROUNDS = 5;
    static final String DIRECT = "direct";

    private static final int PRODUCTS = 100;
    private static final Duration LONG = Duration.ofMinutes(1);

    /** For the last ends of each way. */
    private static final Duration ENDS = Duration.ofMinutes(2);

    /** A flow, about one of the products. */
    @FunctionalInterface
    private interface Call {
        void run(int product) throws Exception;
    }

    /**
     * How many of the flows of a control point that have started have ended, as their agent says.
     */
    @FunctionalInterface
    private interface Ends {
        int of(int started, String controlPoint, FlowControl flows);
    }

    private Flows() {}

    public static void main(String[] args) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(Pins.EVENT).withThreshold(Duration.ZERO).withStackTrace();
            recording.start();
            everyWay(args[1]);
            recording.dump(Path.of(args[0]));
        }
        // Should anything of what is tested keep the JVM alive, other tests say so.
        System.exit(0);
    }

    private static void everyWay(String store) throws Exception {
        Ends inThisJvm =
                (started, controlPoint, flows) -> started - Seats.taken(flows, controlPoint);
        try (SlowAgent agent = new SlowAgent()) {
            Ends atTheAgent = (started, controlPoint, flows) -> agent.ended(controlPoint);
            direct(
                    "gRPC",
                    AgentLink.open(new AgentEndpoint(agent.address(), true, null)),
                    atTheAgent);
            inWeld("gRPC", agent.address(), atTheAgent);
        }
        direct(
                "embedded",
                new EmbeddedAgents()
                        .open(EmbeddedAgentProvider.DEFAULT_POLICIES, Flows.class.getClassLoader()),
                inThisJvm);
        inWeld("embedded", "embedded", inThisJvm);
        direct("store", counting(store), inThisJvm);
        System.setProperty("aperture.embedded.store", store);
        System.setProperty("aperture.embedded.store.on-failure", "reject");
        inWeld("store", "embedded", inThisJvm);
    }

    /** What the store does not decide is refused, so that no flow does without it. */
    private static Agent counting(String store) {
        return new EmbeddedAgents()
                .open(
                        new EmbeddedAgentProvider.Settings(
                                EmbeddedAgentProvider.DEFAULT_POLICIES,
                                EmbeddedAgentProvider.DEFAULT_MAX_KEYS,
                                false,
                                EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES,
                                new EmbeddedAgentProvider.Store(
                                        store, null, null, "aperture:", StoreFailure.REJECT)),
                        Flows.class.getClassLoader());
    }

    private static void direct(String name, Agent agent, Ends ends) throws Exception {
        FlowRequest request = FlowRequest.at(DIRECT).label("user", "ann").build();
        try (FlowControl flows = FlowControl.builder().agent(agent).timeout(LONG).build()) {
            way(name, DIRECT, flows, ends, product -> flows.start(request).run(() -> Work.done(1)));
            if (!agent.blocks()) {
                pin(flows, request);
            }
        }
    }

    private static void pin(FlowControl flows, FlowRequest request) throws Exception {
        Callable<Integer> inAFlow = () -> flows.start(request).run(Pinning::inAFlow);
        for (Callable<Integer> pinning : List.of(Pinning::alone, inAFlow)) {
            Work.VIRTUAL_THREADS.submit(pinning).get();
        }
    }

    private static void inWeld(String name, String address, Ends ends) throws Exception {
        System.setProperty("aperture.agent.address", address);
        System.setProperty("aperture.timeout", LONG.toString());
        Weld weld = new Weld().disableDiscovery().addBeanClass(Shop.class);
        ServiceLoader.load(Extension.class).forEach(weld::addExtension);
        try (WeldContainer container = weld.initialize()) {
            Shop shop = container.select(Shop.class).get();
            FlowControl flows = container.select(FlowControl.class).get();
            way(name, Shop.SYNC, flows, ends, shop::sync);
            way(
                    name,
                    Shop.STAGE,
                    flows,
                    ends,
                    product -> shop.stage(product).toCompletableFuture().get());
            way(name, Shop.CACHED, flows, ends, shop::cached);
        }
    }

    private static void way(
            String name, String controlPoint, FlowControl flows, Ends ends, Call call)
            throws Exception {
        awaitConnected(flows);
        Work.runs();
        // The first flow loads classes on its own: threads that meet where a class is first used
        // are pinned by the JVM, whoever uses it.
        int first = run(1, call) + run(AT_A_TIME, call);
        Way way = new Way();
        way.way = name + " " + controlPoint;
        way.begin();
        way.started = first;
        for (int i = 0; i < ROUNDS; i++) {
            way.started += run(AT_A_TIME, call);
        }
        way.ended = ended(way.started, controlPoint, flows, ends);
        way.worked = Work.runs();
        way.commit();
    }

    private static void awaitConnected(FlowControl flows) {
        long begin = System.nanoTime();
        while (!flows.connected() && System.nanoTime() - begin < LONG.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** One flow on each of so many threads. */
    private static int run(int threads, Call call) throws Exception {
        AtomicInteger started = new AtomicInteger();
        Callable<Void> customer =
                () -> {
                    call.run(started.getAndIncrement() % PRODUCTS);
                    return null;
                };
        for (Future<Void> done :
                Work.VIRTUAL_THREADS.invokeAll(Collections.nCopies(threads, customer))) {
            done.get();
        }
        return started.get();
    }

    /** Waits for the last ends, which are on their way when the last call has returned. */
    private static int ended(int started, String controlPoint, FlowControl flows, Ends ends) {
        long begin = System.nanoTime();
        int ended = ends.of(started, controlPoint, flows);
        while (ended != started && System.nanoTime() - begin < ENDS.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            ended = ends.of(started, controlPoint, flows);
        }
        return ended;
    }
}
