package io.github.aperturecdi.suite;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Where one deployment's container sends its traces and metrics, by OTLP over HTTP. Reads no more
 * of them than the texts in them, which is what the tests ask for.
 */
@Dependent
class TelemetryCollector {

    /** The configuration key of its port. */
    static final String PORT = "test.collector.port";

    /** The deployment's collector, of the class loader of the application. */
    private static TelemetryCollector.Server current;

    /** An HTTP server and what it got. */
    static final class Server {

        private final HttpServer http;

        /** Each with its path, {@code /v1/traces} or {@code /v1/metrics}, before it. */
        private final List<String> received = new CopyOnWriteArrayList<>();

        Server(int port) {
            try {
                http = HttpServer.create(new InetSocketAddress(loopback(), port), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            http.createContext("/", this::receive);
            http.start();
        }

        private static InetAddress loopback() {
            return InetAddress.getLoopbackAddress();
        }

        private void receive(HttpExchange exchange) throws IOException {
            try (exchange;
                    InputStream body = plain(exchange)) {
                String text = new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
                received.add(exchange.getRequestURI().getPath() + "\n" + text);
                exchange.sendResponseHeaders(200, -1);
            }
        }

        /** WildFly compresses what it exports, unless it is told not to. */
        private static InputStream plain(HttpExchange exchange) throws IOException {
            String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
            InputStream body = exchange.getRequestBody();
            return "gzip".equals(encoding) ? new GZIPInputStream(body) : body;
        }

        /**
         * Whether one message has the texts one after the other, as keys and values stand in it.
         *
         * @param signal {@code traces} or {@code metrics}
         */
        boolean has(String signal, List<String> texts) {
            StringBuilder pattern = new StringBuilder();
            for (String text : texts) {
                pattern.append(pattern.isEmpty() ? "" : ".{1,9}").append(Pattern.quote(text));
            }
            Pattern inOrder = Pattern.compile(pattern.toString(), Pattern.DOTALL);
            return received.stream()
                    .filter(message -> message.startsWith("/v1/" + signal))
                    .anyMatch(message -> inOrder.matcher(message).find());
        }

        void close() {
            http.stop(0);
        }
    }

    static synchronized Server current() {
        if (current == null) {
            current = new Server(ConfigProvider.getConfig().getValue(PORT, Integer.class));
        }
        return current;
    }

    private static synchronized void end() {
        current.close();
        current = null;
    }

    @Produces
    @Singleton
    static Server server() {
        return current();
    }

    static void begin(@Observes Startup startup, Server server) {}

    static void end(@Disposes Server server) {
        end();
    }
}
