package io.github.aperturecdi.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A payment provider that answers each payment when the test says so. */
final class HeldPayments implements AutoCloseable {

    private final HttpServer server;
    private final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();

    HeldPayments() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/payments", held::add);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Waits for the next payment that arrives. */
    Payment next() throws InterruptedException {
        HttpExchange exchange = held.poll(RunningShop.LONG.toSeconds(), TimeUnit.SECONDS);
        if (exchange == null) {
            throw new AssertionError("no payment has arrived");
        }
        return new Payment(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A payment that waits for its answer. */
    record Payment(HttpExchange exchange) {

        /** Who pays; null for a guest. */
        String account() {
            return exchange.getRequestHeaders().getFirst("X-Account");
        }

        void answer() throws IOException {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] paid = "paid".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, paid.length);
                exchange.getResponseBody().write(paid);
            }
        }
    }
}
