package io.github.aperturecdi.tomcat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Two callers who go on calling, whatever becomes of the application. */
final class Traffic implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final AtomicInteger answered = new AtomicInteger();
    private final CompletableFuture<?> callers;
    private volatile boolean over;

    Traffic(URI work) {
        request = HttpRequest.newBuilder(work).build();
        callers =
                CompletableFuture.allOf(
                        Stream.generate(
                                        () ->
                                                CompletableFuture.runAsync(
                                                        this::callOn,
                                                        command -> new Thread(command).start()))
                                .limit(2)
                                .toArray(CompletableFuture[]::new));
    }

    private void callOn() {
        while (!over) {
            try {
                if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    answered.incrementAndGet();
                }
            } catch (IOException e) {
                // The application is away.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** How many calls the agent has decided. */
    int answered() {
        return answered.get();
    }

    @Override
    public void close() {
        over = true;
        callers.join();
    }
}
