package io.github.aperturecdi.test;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback address by which a test in another JVM uses its agent. Each connection
 * carries one call: the name of a method of {@link AgentControl} with its arguments, and the reply.
 */
final class ControlPort implements AutoCloseable {

    /** What calls and replies consist of. All other classes are refused. */
    private static final ObjectInputFilter FILTER =
            ObjectInputFilter.Config.createFilter(
                    "io.github.aperturecdi.**;java.lang.*;java.time.*;java.util.*;!*");

    private final ServerSocket socket;
    private final AgentControl agent;

    private ControlPort(ServerSocket socket, AgentControl agent) {
        this.socket = socket;
        this.agent = agent;
    }

    /** Opens a free port for an agent of this JVM. */
    static ControlPort open(AgentControl agent) {
        try {
            ControlPort port =
                    new ControlPort(
                            new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), agent);
            start(port::serve);
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException("The agent of the test cannot be controlled", e);
        }
    }

    /** An agent of another JVM on this machine. */
    static AgentControl connect(int port) {
        return (AgentControl)
                Proxy.newProxyInstance(
                        AgentControl.class.getClassLoader(),
                        new Class<?>[] {AgentControl.class},
                        (proxy, method, arguments) -> call(port, method.getName(), arguments));
    }

    int number() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket call = socket.accept();
                start(() -> answer(call));
            } catch (IOException e) {
                // The port is closed.
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "aperture-test-control");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(Socket call) {
        try (call;
                ObjectOutputStream out = new ObjectOutputStream(call.getOutputStream());
                ObjectInputStream in = filtered(call)) {
            out.writeObject(reply(in.readUTF(), (Object[]) in.readObject()));
        } catch (IOException | ClassNotFoundException e) {
            // The caller sees the end of the connection.
        }
    }

    private Reply reply(String name, Object @Nullable [] arguments) {
        try {
            Method method =
                    Stream.of(AgentControl.class.getMethods())
                            .filter(each -> each.getName().equals(name))
                            .findFirst()
                            .orElseThrow();
            return new Reply(method.invoke(agent, arguments), null);
        } catch (InvocationTargetException e) {
            return new Reply(null, e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object call(int port, String name, Object @Nullable [] arguments)
            throws Throwable {
        try (Socket call = new Socket(InetAddress.getLoopbackAddress(), port);
                ObjectOutputStream out = new ObjectOutputStream(call.getOutputStream())) {
            out.writeUTF(name);
            out.writeObject(arguments);
            out.flush();
            Reply reply = (Reply) filtered(call).readObject();
            if (reply.failure != null) {
                throw reply.failure;
            }
            return reply.value;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The agent of the test does not answer at port "
                            + port
                            + ". It runs in the JVM that started the test.",
                    e);
        }
    }

    private static ObjectInputStream filtered(Socket call) throws IOException {
        ObjectInputStream in = new ObjectInputStream(call.getInputStream());
        in.setObjectInputFilter(FILTER);
        return in;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Reply(@Nullable Object value, @Nullable Throwable failure)
            implements Serializable {}
}
