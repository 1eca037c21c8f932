package io.github.aperturecdi.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the connections to one kind of address. All methods are called on the store's thread. */
interface Connector {

    /** A connection for commands that is made again when it is lost. */
    Link<? extends StatefulConnection<String, byte[]>> commands(Runnable up);

    /** A connection for messages that is made again when it is lost. */
    Link<? extends StatefulConnection<String, String>> messages(
            Consumer<StatefulRedisPubSubConnection<String, String>> up);

    /** The lost nodes of a cluster; null for a server, whose {@link Link} knows when it is back. */
    @Nullable LostNodes lostNodes();

    /** The commands of a connection. */
    RedisClusterAsyncCommands<String, byte[]> of(StatefulConnection<String, byte[]> connection);

    /** Ends all connections. */
    CompletionStage<Void> close();

    /**
     * Makes a connector, which does not connect yet.
     *
     * @throws LinkageError if the client cannot be used with the libraries that are there
     */
    static Connector to(RedisAddress address, Duration timeout, int queue, StoreThread thread) {
        List<RedisURI> uris = address.uris(timeout);
        // Needs Reactor, as each connection does.
        uris.forEach(RedisURI::getCredentialsProvider);
        return address.kind() == RedisAddress.Kind.CLUSTER
                ? new Cluster(uris, timeout, queue, thread)
                : new Server(uris.get(0), timeout, queue, thread);
    }

    /**
     * Without timeouts of the client: callers have their own, and {@link SilenceGuard} the rest.
     */
    private static <B extends ClientOptions.Builder> B common(
            B options, Duration timeout, int queue) {
        options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .requestQueueSize(queue)
                .timeoutOptions(TimeoutOptions.create())
                .sslOptions(SslOptions.builder().jdkSslProvider().build())
                .socketOptions(
                        SocketOptions.builder().connectTimeout(timeout).keepAlive(true).build());
        return options;
    }

    private static RedisCodec<String, byte[]> codec() {
        return RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    }

    /** One server, which Sentinel may name. */
    final class Server implements Connector {

        private final StoreThread thread;
        private final RedisURI uri;
        private final ClientResources resources;
        private final RedisClient client;

        Server(RedisURI uri, Duration timeout, int queue, StoreThread thread) {
            this.thread = thread;
            this.uri = uri;
            resources = thread.resources();
            client = RedisClient.create(resources);
            client.setOptions(
                    common(ClientOptions.builder(), timeout, queue).autoReconnect(false).build());
        }

        @Override
        public Link<StatefulRedisConnection<String, byte[]>> commands(Runnable up) {
            return new Link<>(
                    thread,
                    () -> client.connectAsync(codec(), uri),
                    connection -> up.run(),
                    connection -> connection.async().ping());
        }

        @Override
        public Link<StatefulRedisPubSubConnection<String, String>> messages(
                Consumer<StatefulRedisPubSubConnection<String, String>> up) {
            return new Link<>(
                    thread,
                    () -> client.connectPubSubAsync(StringCodec.UTF8, uri),
                    up,
                    connection -> connection.async().ping());
        }

        @Override
        public @Nullable LostNodes lostNodes() {
            return null;
        }

        @Override
        public RedisAsyncCommands<String, byte[]> of(
                StatefulConnection<String, byte[]> connection) {
            return ((StatefulRedisConnection<String, byte[]>) connection).async();
        }

        @Override
        public CompletableFuture<Void> close() {
            return client.shutdownAsync().whenComplete((closed, error) -> resources.shutdown());
        }
    }

    /** A cluster. Lettuce keeps a connection to each of its nodes, and restores them. */
    final class Cluster implements Connector {

        private static final Duration LOOK = Duration.ofSeconds(10);

        private final StoreThread thread;
        private final ClientResources resources;
        private final RedisClusterClient client;
        private final LostNodes lost = new LostNodes(this::node, System::nanoTime);

        Cluster(List<RedisURI> uris, Duration timeout, int queue, StoreThread thread) {
            this.thread = thread;
            resources = thread.resources();
            client = RedisClusterClient.create(resources, uris);
            ClusterClientOptions.Builder options =
                    common(ClusterClientOptions.builder(), timeout, queue);
            client.setOptions(
                    options.validateClusterNodeMembership(false)
                            .topologyRefreshOptions(
                                    ClusterTopologyRefreshOptions.builder()
                                            .enablePeriodicRefresh(LOOK)
                                            .enableAllAdaptiveRefreshTriggers()
                                            .adaptiveRefreshTriggersTimeout(Link.LONGEST_DELAY)
                                            .build())
                            .build());
        }

        @Override
        public Link<StatefulRedisClusterConnection<String, byte[]>> commands(Runnable up) {
            return new Link<>(
                    thread,
                    () ->
                            client.refreshPartitionsAsync()
                                    .thenCompose(any -> client.connectAsync(codec())),
                    connection -> up.run(),
                    null);
        }

        @Override
        public Link<? extends StatefulConnection<String, String>> messages(
                Consumer<StatefulRedisPubSubConnection<String, String>> up) {
            return new Link<>(
                    thread,
                    () ->
                            client.refreshPartitionsAsync()
                                    .thenCompose(
                                            any -> client.connectPubSubAsync(StringCodec.UTF8)),
                    up::accept,
                    connection -> connection.async().ping());
        }

        @Override
        public LostNodes lostNodes() {
            return lost;
        }

        private @Nullable String node(int slot) {
            RedisClusterNode node = client.getPartitions().getPartitionBySlot(slot);
            return node == null ? null : node.getNodeId();
        }

        @Override
        public RedisClusterAsyncCommands<String, byte[]> of(
                StatefulConnection<String, byte[]> connection) {
            return ((StatefulRedisClusterConnection<String, byte[]>) connection).async();
        }

        @Override
        public CompletableFuture<Void> close() {
            return client.shutdownAsync().whenComplete((closed, error) -> resources.shutdown());
        }
    }
}
