package io.github.aperturecdi.redis;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection when something was sent, and nothing has come for some seconds. The other
 * side may have gone without a word, which TCP notices after minutes.
 */
final class SilenceGuard extends ChannelDuplexHandler {

    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private boolean waits;
    private long since;
    private Future<?> looks;

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        looks = context.executor().scheduleAtFixedRate(() -> look(context), 1, 1, TimeUnit.SECONDS);
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (looks != null) {
            looks.cancel(false);
        }
        super.channelInactive(context);
    }

    private void look(ChannelHandlerContext context) {
        if (waits && System.nanoTime() - since > LONGEST_NANOS) {
            context.close();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
            throws Exception {
        if (!waits) {
            waits = true;
            since = System.nanoTime();
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        waits = false;
        super.channelRead(context, message);
    }
}
