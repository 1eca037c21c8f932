package io.github.aperturecdi.suite;

import com.sun.net.httpserver.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** The service elsewhere; ended with the application. */
@ApplicationScoped
class PriceServer {

    static final AtomicInteger CALLS = new AtomicInteger();

    private static HttpServer server;

    static synchronized String url() {
        if (server == null) {
            try {
                server =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext(
                    "/",
                    exchange -> {
                        CALLS.incrementAndGet();
                        byte[] body = "42".getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "text/plain");
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
        }
        return "http://"
                + server.getAddress().getHostString()
                + ":"
                + server.getAddress().getPort();
    }

    static synchronized void end(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }
}
