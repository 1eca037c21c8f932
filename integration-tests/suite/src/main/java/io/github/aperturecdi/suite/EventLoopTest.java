package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Calls on an event loop, of every kind of result that may come later: while the agent takes its
 * time the loop serves others, and the methods run on the same loop with the contexts of their
 * requests, which are those of many users at once.
 */
@Tag("event-loop")
@ExtendWith(ArquillianExtension.class)
class EventLoopTest {

    /** The paths of the kinds. */
    private static final List<String> KINDS =
            List.of("uni", "stage", "multi", "publisher", "reactive-streams");

    /** Of each kind; of all together several on each loop, on any machine. */
    private static final int REQUESTS = 32;

    private static final int USERS = 8;

    @ArquillianResource URL application;

    /** A connection for each request, as each connection has its loop. */
    private final HttpClient http = Patience.http();

    @Deployment
    static WebArchive application() {
        Stream<String> security =
                Stream.of(
                        "quarkus.http.auth.basic=true",
                        "quarkus.security.users.embedded.enabled=true",
                        "quarkus.security.users.embedded.plain-text=true");
        Stream<String> users =
                IntStream.range(0, USERS)
                        .mapToObj(i -> "quarkus.security.users.embedded.users.user-" + i + "=pw");
        return Deployments.configured(
                Deployments.withScriptedAgent(
                        LoopShop.class,
                        LoopResource.class,
                        LoopCase.class,
                        RequestNote.class,
                        SlowDecisions.class),
                Stream.concat(security, users).toArray(String[]::new));
    }

    /** A call, and what its method must see of it. */
    private record Sent(String kind, LoopCase loopCase, int number) {

        String id() {
            return kind + "-" + number;
        }

        String path() {
            return "loop/" + kind + "?case=" + loopCase + "&id=" + id();
        }

        String user() {
            return "user-" + number % USERS;
        }

        /** Not zero, as that is no trace. */
        String trace() {
            return "%08x%024x".formatted(kind.hashCode(), number + 1);
        }

        Map<String, String> headers() {
            String credentials = user() + ":pw";
            return Map.of(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                    "baggage",
                    "user=" + user(),
                    "traceparent",
                    "00-" + trace() + "-00f067aa0ba902b7-01");
        }
    }

    private URI uri(String path) {
        try {
            return application.toURI().resolve(path);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<HttpResponse<String>> send(Sent sent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(sent.path()));
        sent.headers().forEach(request::header);
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private String get(String path) {
        HttpRequest request = HttpRequest.newBuilder(uri(path)).build();
        return http.sendAsync(request, BodyHandlers.ofString()).join().body();
    }

    /** A client that hangs up when it is closed. */
    private Socket call(Sent sent) throws IOException {
        URI uri = uri(sent.path());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        StringBuilder request =
                new StringBuilder("GET ")
                        .append(uri.getRawPath())
                        .append('?')
                        .append(uri.getRawQuery())
                        .append(" HTTP/1.1\r\nHost: ")
                        .append(uri.getAuthority());
        sent.headers().forEach((name, value) -> request.append("\r\n" + name + ": ").append(value));
        socket.getOutputStream()
                .write(request.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** One test, as the agent can be released once. */
    @Test
    @RunAsClient
    void a_loop_does_not_wait_and_bodies_run_on_it_with_their_requests_contexts() {
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            for (String kind : KINDS) {
                sent.add(new Sent(kind, LoopCase.WAITING, i));
            }
        }
        List<CompletableFuture<HttpResponse<String>>> waiting =
                sent.stream().map(this::send).toList();
        await().until(() -> asked(LoopCase.WAITING) == sent.size());
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        assertThat(get("loop/free")).as("another request").contains("eventloop");
        Sent value = new Sent("value", LoopCase.WAITING, 1);
        assertRanOnItsLoop(value, send(value).join());
        assertThat(asked(LoopCase.WAITING))
                .as("a synchronous method on a loop asks nobody")
                .isEqualTo(sent.size());

        Sent worker = new Sent("worker", LoopCase.WAITING, 2);
        CompletableFuture<HttpResponse<String>> workers = send(worker);
        await().until(() -> asked(LoopCase.WAITING) == sent.size() + 1);
        assertThat(workers).as("a worker waits for its decision").isNotDone();

        get("decisions/release");
        for (int i = 0; i < sent.size(); i++) {
            assertRanOnItsLoop(sent.get(i), waiting.get(i).join());
        }
        assertThat(assertRanWhereAsked(worker, workers.join())).doesNotContain("eventloop");
    }

    private long asked(LoopCase loopCase) {
        return Long.parseLong(get("decisions/asked?case=" + loopCase));
    }

    private static void assertRanOnItsLoop(Sent sent, HttpResponse<String> response) {
        assertThat(assertRanWhereAsked(sent, response)).as(sent.id()).contains("eventloop");
    }

    /** Returns where that was. */
    private static String assertRanWhereAsked(Sent sent, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(sent.id()).isEqualTo(200);
        String[] seen = response.body().split(",");
        assertThat(seen[1]).as("%s ran on", sent.id()).isEqualTo(seen[0]);
        assertThat(seen[2]).as("the request scope").isEqualTo(sent.id());
        assertThat(seen[3]).as("%s: the identity", sent.id()).isEqualTo(sent.user());
        assertThat(seen[4]).as("%s: the baggage", sent.id()).isEqualTo(sent.user());
        assertThat(seen[5]).as("%s: the span", sent.id()).isEqualTo(sent.trace());
        return seen[0];
    }

    @Test
    @RunAsClient
    void a_refusal_is_answered_with_its_status() {
        for (String kind : KINDS) {
            Sent sent = new Sent(kind, LoopCase.REFUSED, 1_000);
            HttpResponse<String> response = send(sent).join();
            assertThat(response.statusCode()).as(kind).isEqualTo(429);
            assertThat(response.headers().allValues("Retry-After")).as(kind).containsExactly("2");
            assertThat(get("loop/begun?id=" + sent.id())).as(kind).isEqualTo("false");
        }
    }

    @Test
    @RunAsClient
    void a_fallback_runs_on_the_loop_with_the_requests_contexts() {
        Sent sent = new Sent("fallback", LoopCase.REFUSED, 4_000);
        assertRanOnItsLoop(sent, send(sent).join());
    }

    @Test
    @RunAsClient
    void a_client_that_hangs_up_takes_the_question_back() throws IOException {
        for (String kind : KINDS) {
            long askedBefore = asked(LoopCase.UNDECIDED);
            String cancelledBefore = get("decisions/cancelled");
            Socket client = call(new Sent(kind, LoopCase.UNDECIDED, 2_000));
            try {
                await(kind).until(() -> asked(LoopCase.UNDECIDED) == askedBefore + 1);
                assertThat(get("decisions/cancelled")).as(kind).isEqualTo(cancelledBefore);
            } finally {
                client.close();
            }
            int cancelled = Integer.parseInt(cancelledBefore) + 1;
            await(kind).until(() -> get("decisions/cancelled").equals("" + cancelled));
        }
    }

    @Test
    @RunAsClient
    void a_client_that_hangs_up_ends_the_flow() throws IOException {
        for (String kind : KINDS) {
            Sent sent = new Sent(kind, LoopCase.ENDLESS, 3_000);
            Socket client = call(sent);
            try {
                await(kind).until(() -> get("loop/begun?id=" + sent.id()).equals("true"));
                assertThat(get("decisions/ended?id=" + sent.id())).as(kind).isEqualTo("false");
            } finally {
                client.close();
            }
            await(kind).until(() -> get("decisions/ended?id=" + sent.id()).equals("true"));
        }
    }
}
