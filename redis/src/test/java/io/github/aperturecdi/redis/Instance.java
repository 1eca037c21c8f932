package io.github.aperturecdi.redis;

import io.github.aperturecdi.embedded.EmbeddedAgents;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An instance of an application, in a process of its own. It reads commands from its input: {@code
 * go} lets some threads ask, {@code stop} ends them and prints what was admitted, {@code hold}
 * takes all places of a tenant and keeps them, {@code try} asks once and gives back.
 */
final class Instance {

    static final int USERS = 200;
    private static final int THREADS = 4;
    private static final long WORK_NANOS = 500_000;

    private final FlowControl flows;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> admitted = new ConcurrentLinkedQueue<>();
    private volatile boolean stops;

    private Instance(FlowControl flows) {
        this.flows = flows;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        EmbeddedAgentProvider.Settings settings =
                new EmbeddedAgentProvider.Settings(
                        args[1],
                        50_000,
                        false,
                        1 << 20,
                        new EmbeddedAgentProvider.Store(
                                args[0], null, null, "aperture:", StoreFailure.valueOf(args[2])));
        try (FlowControl flows =
                FlowControl.builder()
                        .agent(new EmbeddedAgents().open(settings, Instance.class.getClassLoader()))
                        .timeout(Duration.ofMillis(Long.parseLong(args[3])))
                        .build()) {
            Instance instance = new Instance(flows);
            System.out.println("ready");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                instance.obey(line);
            }
        }
    }

    private void obey(String command) throws InterruptedException {
        switch (command) {
            case "go" -> {
                stops = false;
                for (int i = 0; i < THREADS; i++) {
                    Thread thread = new Thread(this::ask);
                    threads.add(thread);
                    thread.start();
                }
            }
            case "stop" -> {
                stops = true;
                for (Thread thread : threads) {
                    thread.join();
                }
                threads.clear();
                admitted.forEach(System.out::println);
                admitted.clear();
                System.out.println("done");
            }
            case "hold" -> {
                for (int i = 0; i < 5; i++) {
                    System.out.println(flow("places", "tenant", "held").shouldRun());
                }
                System.out.println("done");
            }
            case "try" -> {
                try (Flow flow = flow("places", "tenant", "held")) {
                    System.out.println(flow.shouldRun());
                }
                System.out.println("done");
            }
            default -> throw new IllegalArgumentException(command);
        }
    }

    private Flow flow(String controlPoint, String label, String value) {
        return flows.start(FlowRequest.at(controlPoint).label(label, value).build());
    }

    private void ask() {
        Random random = new Random();
        while (!stops) {
            String user = "user" + random.nextInt(USERS);
            try (Flow flow = flow("calls", "user", user)) {
                if (flow.shouldRun()) {
                    admitted.add("call " + user);
                }
            }
            try (Flow flow = flow("places", "tenant", "busy")) {
                if (flow.shouldRun()) {
                    long begin = System.nanoTime();
                    while (System.nanoTime() - begin < WORK_NANOS) {
                        Thread.onSpinWait();
                    }
                    admitted.add("place " + begin + " " + System.nanoTime());
                }
            }
        }
    }
}
