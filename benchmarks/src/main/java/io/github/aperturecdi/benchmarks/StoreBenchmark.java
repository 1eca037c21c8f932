package io.github.aperturecdi.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import redis.embedded.core.ExecutableProvider;

/** A decision of a limiter that counts on a server, beside other ways to ask the server. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StoreBenchmark {

    private static final int USERS = 1_024;
    private static final int FEW = 8;
    private static final int MANY = 1_000_000_000;
    private static final ClassLoader LOADER = StoreBenchmark.class.getClassLoader();

    private final String[] users = new String[USERS];
    private final String[] keys = new String[USERS];
    private Process server;
    private FlowControl flows;
    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;
    private String script;
    private ProxyManager<String> buckets;
    private BucketConfiguration limit;

    /**
     * Starts a server and connects all.
     *
     * @throws IOException if the server cannot be started
     */
    @Setup
    public void open() throws IOException {
        String uri = "redis://127.0.0.1:" + startServer();
        for (int i = 0; i < USERS; i++) {
            users[i] = "user" + i;
            keys[i] = "bare:" + i;
        }
        flows =
                FlowControl.builder()
                        .timeout(Duration.ofSeconds(10))
                        .agent(
                                ServiceLoader.load(EmbeddedAgentProvider.class, LOADER)
                                        .findFirst()
                                        .orElseThrow()
                                        .open(settings(uri), LOADER))
                        .build();
        client = RedisClient.create(uri);
        connection = client.connect();
        try (InputStream lua =
                LOADER.getResourceAsStream("io/github/aperturecdi/redis/bucket.lua")) {
            script = connection.sync().scriptLoad(new String(lua.readAllBytes(), UTF_8));
        }
        buckets =
                Bucket4jLettuce.casBasedBuilder(
                                client.connect(
                                        RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
                        .build();
        limit =
                BucketConfiguration.builder()
                        .addLimit(
                                Bandwidth.builder()
                                        .capacity(MANY)
                                        .refillGreedy(MANY, Duration.ofSeconds(1))
                                        .build())
                        .build();
        while (!flow("exact", users[0]) || !flow("lazy", users[0])) {
            Thread.onSpinWait();
        }
    }

    private static EmbeddedAgentProvider.Settings settings(String uri) {
        return new EmbeddedAgentProvider.Settings(
                "store/",
                EmbeddedAgentProvider.DEFAULT_MAX_KEYS,
                false,
                EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES,
                new EmbeddedAgentProvider.Store(uri, null, null, "aperture:", StoreFailure.REJECT));
    }

    private int startServer() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server =
                new ProcessBuilder(
                                ExecutableProvider.newJarResourceProvider().get().toString(),
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--save",
                                "")
                        .redirectErrorStream(true)
                        .start();
        BufferedReader out = server.inputReader();
        for (String line = out.readLine();
                line != null && !line.contains("Ready to accept");
                line = out.readLine()) {
            // The server is starting.
        }
        return port;
    }

    /** Ends all. */
    @TearDown
    public void close() {
        flows.close();
        client.shutdown();
        server.destroyForcibly();
    }

    private static int any() {
        return ThreadLocalRandom.current().nextInt(USERS);
    }

    private boolean flow(String controlPoint, String user) {
        try (Flow flow = flows.start(FlowRequest.at(controlPoint).label("user", user).build())) {
            return flow.shouldRun();
        }
    }

    /**
     * The script alone, by the client alone.
     *
     * @return the answer
     */
    @Benchmark
    public String bareScript() {
        return connection
                .sync()
                .evalsha(
                        script,
                        ScriptOutputType.VALUE,
                        new String[] {keys[any()]},
                        "take",
                        "1.0E9",
                        "1.0E9",
                        "1000000.0",
                        "1",
                        "0",
                        "7200000000.0",
                        "1.0",
                        "0",
                        "0",
                        "0");
    }

    /**
     * A flow with one rate limiter.
     *
     * @return whether it may run
     */
    @Benchmark
    public boolean decision() {
        return flow("exact", users[any()]);
    }

    /**
     * A flow of one of a few users with one rate limiter with lazy sync.
     *
     * @return whether it may run
     */
    @Benchmark
    public boolean lazySync() {
        return flow("lazy", users[any() % FEW]);
    }

    /**
     * A bucket of Bucket4j on the same server.
     *
     * @return whether it had the token
     */
    @Benchmark
    public boolean bucket4j() {
        return buckets.getProxy(keys[any()] + ":b4j", () -> limit).tryConsume(1);
    }
}
