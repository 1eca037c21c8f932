package io.github.aperturecdi.redis;

import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.SucceededFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The one thread of a store. All that touches Netty and Lettuce runs here: on a thread of the
 * container both would leave thread-locals behind, which keep the application's class loader.
 */
final class StoreThread implements EventLoopGroupProvider {

    private static final long END_SECONDS = 5;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1, this::made);
    private volatile @Nullable Thread thread;

    private Thread made(Runnable task) {
        Thread made = new FastThreadLocalThread(task, "aperture-redis");
        made.setDaemon(true);
        made.setContextClassLoader(null);
        thread = made;
        return made;
    }

    void execute(Runnable task) {
        group.execute(task);
    }

    void later(Runnable task, Duration delay) {
        group.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What Lettuce runs on: this thread, and nothing that measures or records. */
    ClientResources resources() {
        return ClientResources.builder()
                .eventLoopGroupProvider(this)
                .eventExecutorGroup(group)
                .timer(new ThreadTimer(group))
                .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
                .eventBus(new NoEvents())
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(
                        Delay.exponential(
                                Duration.ofMillis(50),
                                Link.LONGEST_DELAY,
                                2,
                                TimeUnit.MILLISECONDS))
                .nettyCustomizer(
                        new NettyCustomizer() {
                            @Override
                            public void afterChannelInitialized(Channel channel) {
                                channel.pipeline()
                                        .addFirst(
                                                new SilenceGuard(),
                                                new FlushConsolidationHandler(256, true));
                            }
                        })
                .build();
    }

    /** Ends the thread. Waits until it has ended, for a few seconds at most. */
    void close() {
        try {
            group.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS);
            // The thread itself, which goes on for a moment when the group calls itself terminated.
            Thread ending = thread;
            if (ending != null) {
                ending.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            }
            // Netty announces the end on a thread that is shared, and ends when it is idle.
            GlobalEventExecutor.INSTANCE.awaitInactivity(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException notStarted) {
            // Then there is nothing to wait for.
        }
    }

    @Override
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return type.cast(group);
    }

    @Override
    public int threadPoolSize() {
        return 1;
    }

    @Override
    public Future<Boolean> release(
            EventExecutorGroup released, long quietPeriod, long timeout, TimeUnit unit) {
        return new SucceededFuture<>(group.next(), true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return new SucceededFuture<>(group.next(), true);
    }

    private static final class NoEvents implements EventBus {
        @Override
        public Flux<Event> get() {
            return Flux.empty();
        }

        @Override
        public void publish(Event event) {}
    }
}
