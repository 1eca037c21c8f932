package io.github.aperturecdi.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on sockets of this machine, and fails as networks do. A
 * connection that a fault has struck stays struck; what the mode says of connections holds for
 * those that come later as well.
 */
public final class FaultyProxy implements AutoCloseable {

    /** How the proxy fails. */
    public enum Mode {
        /** It does not. */
        FORWARD,
        /** Nobody listens, and connections are closed. */
        REFUSE,
        /** Connections are accepted, and nothing is ever read or written. */
        HANG,
        /** Connections are reset. */
        RESET,
        /** A byte at a time. */
        DRIP,
        /** Connections there are die in silence; later ones are forwarded. */
        HALF_OPEN,
        /** Nothing is passed on for now, as while a process is stopped; later it all is. */
        PAUSE,
        /** The client is answered with what is no HTTP/2, and the connection closed. */
        GARBAGE
    }

    private static final byte[] GARBAGE =
            "HTTP/1.0 666 garbage\r\n\r\n\0\1\2".getBytes(StandardCharsets.ISO_8859_1);

    private final int target;
    private final int port;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.FORWARD;
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable ServerSocket listener;

    /** Listens on a free port and forwards to another one. */
    public FaultyProxy(int target) {
        this.target = target;
        this.port = ScriptedAgent.freePort();
        listen();
    }

    public String address() {
        return "localhost:" + port;
    }

    public int port() {
        return port;
    }

    /** Connections from now on are accepted at once, and forwarded only after a while. */
    public void delay(Duration delay) {
        this.delay = delay;
    }

    /** How many connections there are. */
    public int connections() {
        return connections.size();
    }

    /** Fails from now on as the mode says. */
    public synchronized void mode(Mode mode) {
        this.mode = mode;
        notifyAll();
        if (mode == Mode.REFUSE) {
            stopListening();
        } else if (listener == null) {
            listen();
        }
        for (Connection connection : connections) {
            connection.strike(mode);
        }
    }

    private void listen() {
        ServerSocket socket =
                Listening.begin(() -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
        listener = socket;
        thread("accept", () -> accept(socket));
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                Connection connection = new Connection(client);
                connections.add(connection);
                if (socket.isClosed()) {
                    connection.close(false);
                    return;
                }
                if (mode != Mode.HALF_OPEN) {
                    connection.strike(mode);
                }
                if (connections.contains(connection)) {
                    connection.open();
                }
            }
        } catch (IOException e) {
            // Closed: refusing, or over.
        }
    }

    private synchronized void stopListening() {
        ServerSocket socket = listener;
        listener = null;
        if (socket != null) {
            quietly(socket);
        }
    }

    @Override
    public void close() {
        mode(Mode.REFUSE);
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "faulty-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is on its way out.
        }
    }

    private synchronized void awaitPauseOver() throws IOException {
        try {
            while (mode == Mode.PAUSE) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private final class Connection {

        private final Socket client;
        private @Nullable Socket server;
        private volatile boolean silent;

        Connection(Socket client) {
            this.client = client;
        }

        void open() {
            Socket opened = new Socket();
            synchronized (this) {
                server = opened;
            }
            thread(
                    "open",
                    () -> {
                        try {
                            LockSupport.parkNanos(delay.toNanos());
                            client.setTcpNoDelay(true);
                            opened.setTcpNoDelay(true);
                            opened.connect(
                                    new InetSocketAddress(
                                            InetAddress.getLoopbackAddress(), target));
                            thread("in", () -> forward(client, opened));
                            forward(opened, client);
                        } catch (IOException e) {
                            close(false);
                        }
                    });
        }

        void strike(Mode fault) {
            switch (fault) {
                case FORWARD, DRIP, PAUSE -> {}
                case REFUSE -> close(false);
                case HANG, HALF_OPEN -> silent = true;
                case RESET -> close(true);
                case GARBAGE -> {
                    silent = true;
                    try {
                        client.getOutputStream().write(GARBAGE);
                    } catch (IOException e) {
                        // Gone before.
                    }
                    close(false);
                }
            }
        }

        /** Reads even when silent, as the other side's kernel would for a while. */
        private void forward(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    forward(bytes, n, out);
                }
                if (!silent) {
                    close(false);
                }
            } catch (IOException e) {
                close(false);
            }
        }

        private void forward(byte[] bytes, int length, OutputStream out) throws IOException {
            int sent = 0;
            awaitPauseOver();
            while (sent < length && !silent) {
                boolean drip = mode == Mode.DRIP;
                int n = drip ? 1 : length - sent;
                out.write(bytes, sent, n);
                sent += n;
                if (drip) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
        }

        synchronized void close(boolean reset) {
            connections.remove(this);
            if (reset) {
                try {
                    client.setSoLinger(true, 0);
                } catch (IOException e) {
                    // Gone before.
                }
            }
            quietly(client);
            if (server != null) {
                quietly(server);
            }
        }
    }
}
