package io.github.aperturecdi.flow.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A Unix domain socket for gRPC's OkHttp transport. It is connected from the start and has two
 * streams. Methods about TCP have no effect.
 *
 * <p>It has its own streams, as those of {@link java.nio.channels.Channels} share a lock: a waiting
 * reader would block the writer for ever.
 */
final class UnixSocket extends Socket {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final SocketChannel channel;

    /**
     * Whether reads have a time limit. They need one in a TLS handshake, as the peer may send
     * nothing.
     */
    private volatile boolean bounded = true;

    UnixSocket(UnixDomainSocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                return bounded ? boundedRead(buffer) : channel.read(buffer);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private int boundedRead(ByteBuffer buffer) throws IOException {
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            if (selector.select(TIMEOUT_MILLIS) == 0) {
                throw new SocketTimeoutException("no answer in " + TIMEOUT_MILLIS + " ms");
            }
            return channel.read(buffer);
        } finally {
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        try {
            return channel.getRemoteAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return getRemoteSocketAddress();
    }

    /** Ends the time limit of reads: the transport calls this after the handshake. */
    @Override
    public void setTcpNoDelay(boolean on) {
        bounded = false;
    }

    /** Has no effect: after the handshake, reads wait until the channel is closed. */
    @Override
    public void setSoTimeout(int timeout) throws SocketException {}

    @Override
    public int getSoTimeout() {
        return 0;
    }
}
