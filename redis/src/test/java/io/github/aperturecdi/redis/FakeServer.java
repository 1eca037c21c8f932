package io.github.aperturecdi.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that answers as a test says. */
final class FakeServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    final AtomicInteger connections = new AtomicInteger();
    final Queue<String> received = new ConcurrentLinkedQueue<>();

    /** What it answers to scripts, raw; null for no answer. */
    volatile @Nullable String script = "+1 1 0\r\n";

    /** What it answers to a greeting, raw; null for no answer. */
    volatile @Nullable String greeting = "+PONG\r\n";

    /** What it answers when a value is stored, raw; null for no answer. */
    volatile @Nullable String stored = "+OK\r\n";

    FakeServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        start("fake server", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                clients.add(client);
                if (socket.isClosed()) {
                    client.close();
                }
                connections.incrementAndGet();
                start("fake client", () -> serve(client));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            // A server answers in order: nothing overtakes an answer that is missing.
            boolean silent = false;
            while (true) {
                String command = (String) ((List<?>) Resp.read(in)).get(0);
                received.add(command);
                String answer =
                        switch (command.toUpperCase()) {
                            case "PING" -> greeting;
                            case "EVALSHA", "EVAL" -> script;
                            case "SET" -> stored;
                            default -> "+OK\r\n";
                        };
                silent |= answer == null;
                if (!silent) {
                    client.getOutputStream().write(answer.getBytes(UTF_8));
                }
            }
        } catch (IOException | RuntimeException closed) {
            clients.remove(client);
        }
    }

    /** Sends something to all clients, asked or not. */
    void say(String raw) throws IOException {
        for (Socket client : clients) {
            client.getOutputStream().write(raw.getBytes(UTF_8));
        }
    }

    String uri() {
        return "redis://127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
