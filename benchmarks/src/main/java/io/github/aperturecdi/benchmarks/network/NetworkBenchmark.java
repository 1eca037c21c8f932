package io.github.aperturecdi.benchmarks.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a flow costs over a socket, beside a client without this library, in rounds that alternate.
 * The agent and the application have a process each, and a core each where {@code taskset} exists.
 *
 * <p>The arguments are the parts to run: {@code flows}, {@code open-loop}, {@code transports},
 * {@code faults}; all of them without arguments. System properties: {@code rounds}, {@code millis}
 * per round, {@code warm-up} (milliseconds), and {@code results} (a folder).
 */
public final class NetworkBenchmark {

    private static final int AGENT_CORE = 0;
    private static final int CLIENT_CORE = 1;

    static final List<String> PARTS = List.of("flows", "open-loop", "transports", "faults");

    /** The jars of the other transports, for each transport. */
    private static final Map<String, List<String>> TRANSPORTS = new LinkedHashMap<>();

    static {
        TRANSPORTS.put("okhttp", List.of("grpc-netty"));
        TRANSPORTS.put("netty", List.of("grpc-okhttp", "grpc-netty-shaded"));
        TRANSPORTS.put("netty-shaded", List.of("grpc-okhttp", "grpc-netty-1"));
    }

    private final int rounds;
    private final int millis;
    private final int warmUp;
    private final Path results;

    /**
     * @param rounds the number of rounds of each variant
     * @param millis the time of a round
     * @param warmUp the time of each variant before the first round, in milliseconds
     * @param results the folder of the results
     */
    NetworkBenchmark(int rounds, int millis, int warmUp, Path results) {
        this.rounds = rounds;
        this.millis = millis;
        this.warmUp = warmUp;
        this.results = results;
    }

    private static Child agent() throws IOException {
        return Child.start(AGENT_CORE, List.of(), FakeAgent.class, 0);
    }

    private static Child client(String transport, String port) throws IOException {
        return Child.start(
                CLIENT_CORE, TRANSPORTS.get(transport), LoadClient.class, "127.0.0.1:" + port);
    }

    private void warmUp(Child client, String... variants) throws IOException {
        for (String variant : variants) {
            int number = variant.startsWith("loop") ? 1_000 : 16;
            client.ask("%s %d %d".formatted(variant, number, warmUp));
        }
    }

    /** The agent's counts of checks, FlowEnd calls, returned tokens and spans. */
    private static double[] counts(Child agent) throws IOException {
        String[] words = agent.ask("counts").split(" ");
        double[] counts = new double[words.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Double.parseDouble(words[i]);
        }
        return counts;
    }

    private void flows(Child agent, Child client, Results results) throws IOException {
        warmUp(client, "check", "check-deadline", "check-end", "flow");
        for (int threads : new int[] {1, 16, 64}) {
            compare(
                    agent,
                    client,
                    results,
                    threads,
                    "",
                    "check",
                    "check-end",
                    "flow",
                    "check-deadline");
        }
        warmUp(client, "loop-check", "loop-check-end", "loop-flow");
        compare(agent, client, results, 1_000, "", "loop-check", "loop-check-end", "loop-flow");
    }

    /** Each flow begins at its time, at half of the rate that a closed loop reaches. */
    private void openLoop(Child agent, Child client, Results results) throws IOException {
        warmUp(client, "check", "check-end", "flow");
        Results closed = new Results();
        Results.Row row = new Results.Row("check-end", 16);
        closed.add(row, client.ask("check-end 16 " + millis));
        String rate = " " + (long) (closed.median(row, "per-second") / 2);
        compare(agent, client, results, 16, rate, "check", "check-end", "flow");
    }

    /**
     * Runs the variants in turn. The first is a bare check, the second also returns the tokens.
     *
     * @param rate empty for a closed loop
     */
    private void compare(
            Child agent,
            Child client,
            Results results,
            int threads,
            String rate,
            String... variants)
            throws IOException {
        String suffix = rate.isEmpty() ? "" : "-open";
        for (int round = 0; round < rounds; round++) {
            Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
            for (String variant : variants) {
                Results.Row row = new Results.Row(variant + suffix, threads);
                double[] before = counts(agent);
                String measured =
                        client.ask("%s %d %d%s".formatted(variant, threads, millis, rate));
                double[] after = counts(agent);
                figures.put(variant, results.add(row, measured));
                double flows = Math.max(1, figures.get(variant).get("flows"));
                results.add(row, "checks", (after[0] - before[0]) / flows);
                results.add(row, "flow-ends", (after[1] - before[1]) / flows);
                results.add(row, "tokens", (after[2] - before[2]) / flows);
                results.add(row, "spans", (after[3] - before[3]) / flows);
                for (int peer = 0; peer < 2; peer++) {
                    compare(results, row, figures, variant, variants[peer]);
                }
            }
        }
    }

    private static void compare(
            Results results,
            Results.Row row,
            Map<String, Map<String, Double>> figures,
            String variant,
            String peer) {
        Map<String, Double> base = figures.get(peer);
        if (base != null && !peer.equals(variant)) {
            for (String metric : List.of("per-second", "median-us", "cpu-us", "caller-bytes")) {
                results.add(
                        row,
                        metric + "/" + peer.replace("loop-", ""),
                        figures.get(variant).get(metric) / base.get(metric));
            }
        }
    }

    private void transports(Results results) throws Exception {
        Map<String, Child> clients = new LinkedHashMap<>();
        try (Child agent = agent()) {
            String port = agent.read();
            for (String transport : TRANSPORTS.keySet()) {
                clients.put(transport, client(transport, port));
                warmUp(clients.get(transport), "check", "flow");
            }
            for (int threads : new int[] {1, 16, 64}) {
                for (int round = 0; round < rounds; round++) {
                    for (String variant : List.of("check", "flow")) {
                        for (Map.Entry<String, Child> client : clients.entrySet()) {
                            results.add(
                                    new Results.Row(client.getKey() + "-" + variant, threads),
                                    client.getValue()
                                            .ask("%s %d %d".formatted(variant, threads, millis)));
                        }
                    }
                }
            }
            for (Child client : clients.values()) {
                client.close();
            }
        }
    }

    /** An application beside a faulty agent, and the same application without this library. */
    private void faults(Results results) throws Exception {
        Child agent = agent();
        String port = agent.read();
        try (Child client = client("okhttp", port)) {
            warmUp(client, "work", "work-in-flow");
            for (String fault : List.of("delay 0", "delay -1", "delay 1000", "flap", "dead")) {
                if (fault.equals("dead")) {
                    agent.kill();
                } else {
                    agent.ask(fault);
                }
                // The breaker opens in this time.
                client.ask("work-in-flow 16 " + 2 * millis);
                for (int threads : new int[] {1, 16}) {
                    for (int round = 0; round < rounds; round++) {
                        Results.Row without = new Results.Row(fault + ": work", threads);
                        Results.Row with = new Results.Row(fault + ": work-in-flow", threads);
                        Map<String, Double> base =
                                results.add(without, client.ask("work " + threads + " " + millis));
                        Map<String, Double> own =
                                results.add(
                                        with, client.ask("work-in-flow " + threads + " " + millis));
                        for (String metric : List.of("per-second", "p99-us")) {
                            results.add(with, metric + "/work", own.get(metric) / base.get(metric));
                        }
                    }
                }
            }
        } finally {
            agent.kill();
        }
    }

    private void pair(String part, Results results) throws Exception {
        try (Child agent = agent();
                Child client = client("okhttp", agent.read())) {
            if (part.equals("flows")) {
                flows(agent, client, results);
            } else {
                openLoop(agent, client, results);
            }
        }
    }

    /** Runs the parts, prints a table of each, and writes its figures. */
    void run(List<String> parts) throws Exception {
        System.out.println(
                Child.pins() ? "A core for each process." : "The processes share the cores.");
        for (String part : parts) {
            Results figures = new Results();
            switch (part) {
                case "flows", "open-loop" -> pair(part, figures);
                case "transports" -> transports(figures);
                case "faults" -> faults(figures);
                default -> throw new IllegalArgumentException(part);
            }
            System.out.println("\n" + part + "\n\n" + figures.table());
            figures.write(results.resolve("network-" + part + ".csv"));
        }
    }

    /**
     * Runs the benchmark.
     *
     * @param args the parts; none for all
     * @throws Exception if a process fails
     */
    public static void main(String[] args) throws Exception {
        new NetworkBenchmark(
                        Integer.getInteger("rounds", 5),
                        Integer.getInteger("millis", 800),
                        Integer.getInteger("warm-up", 10_000),
                        Path.of(System.getProperty("results", "results")))
                .run(args.length > 0 ? List.of(args) : PARTS);
    }
}
