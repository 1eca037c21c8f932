package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.FlowControl;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Requests that are answered after their method has returned, once a test says so. */
@Path("/later")
@ApplicationScoped
public class LaterResource {

    private final AtomicReference<AsyncResponse> suspended = new AtomicReference<>();
    private final AtomicReference<SseEventSink> sink = new AtomicReference<>();
    private final AtomicReference<CompletableFuture<String>> body = new AtomicReference<>();
    private volatile Sse sse;

    @Inject FlowControl flows;

    @GET
    @Path("active")
    @Produces(MediaType.TEXT_PLAIN)
    public String active() {
        return String.valueOf(flows.status().activeFlows());
    }

    @GET
    @Path("suspended")
    @Produces(MediaType.TEXT_PLAIN)
    @ApertureControlled("later")
    public void suspended(@Suspended AsyncResponse response) {
        suspended.set(response);
    }

    @GET
    @Path("timed")
    @Produces(MediaType.TEXT_PLAIN)
    @ApertureControlled("later")
    public void timed(@Suspended AsyncResponse response) {
        response.setTimeout(1, TimeUnit.MILLISECONDS);
    }

    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ApertureControlled("later")
    public void events(@Context SseEventSink sink, @Context Sse sse) {
        sink.send(sse.newEvent("first"));
        this.sse = sse;
        this.sink.set(sink);
    }

    @GET
    @Path("broadcast")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ApertureControlled("later")
    public void broadcast(@Context SseEventSink sink, @Context Sse sse) {
        SseBroadcaster broadcaster = sse.newBroadcaster();
        broadcaster.register(sink);
        broadcaster.broadcast(sse.newEvent("first"));
        this.sse = sse;
        this.sink.set(sink);
    }

    private StreamingOutput output() {
        CompletableFuture<String> text = new CompletableFuture<>();
        body.set(text);
        return stream -> stream.write(text.join().getBytes(StandardCharsets.UTF_8));
    }

    @GET
    @Path("output")
    @Produces(MediaType.TEXT_PLAIN)
    @ApertureControlled("later")
    public StreamingOutput stream() {
        return output();
    }

    @GET
    @Path("response")
    @Produces(MediaType.TEXT_PLAIN)
    @ApertureControlled("later")
    public Response response() {
        return Response.accepted(output()).header("X-Tea", "1").build();
    }

    /** A body that the filters of its application know. */
    record Report() implements StreamingOutput {

        @Override
        public void write(OutputStream body) throws IOException {
            body.write("tea".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A filter of the application that looks for such a body. */
    @Provider
    public static class ReportFilter implements ContainerResponseFilter {

        /** For the container. */
        public ReportFilter() {}

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            if (response.getEntity() instanceof Report) {
                response.getHeaders().putSingle("X-Report", "1");
            }
        }
    }

    @GET
    @Path("report")
    @Produces(MediaType.TEXT_PLAIN)
    @ApertureControlled("later")
    public Response report() {
        return Response.ok(new Report()).header(HttpHeaders.CONTENT_LENGTH, 3).build();
    }

    /** On a thread that may wait: on an event loop, the body would keep its own end waiting. */
    @GET
    @Blocking
    @Path("stage")
    @Produces(MediaType.TEXT_PLAIN)
    @ApertureControlled("later")
    public CompletionStage<Response> stage() {
        return CompletableFuture.supplyAsync(() -> Response.ok(output()).build());
    }

    /** Forgets what an earlier test has left. */
    @POST
    @Path("forget")
    public void forget() {
        suspended.set(null);
        sink.set(null);
        body.set(null);
    }

    /** Whether there is a request to finish: its flow begins earlier. */
    @GET
    @Path("held")
    @Produces(MediaType.TEXT_PLAIN)
    public String held() {
        return String.valueOf(suspended.get() != null || sink.get() != null || body.get() != null);
    }

    /** Finishes a request, once. */
    @POST
    @Path("finish/{what}")
    public void finish(@PathParam("what") String what) {
        switch (what) {
            case "suspended" -> taken(suspended).resume("tea");
            case "failed" -> taken(suspended).resume(new NotFoundException());
            case "cancelled" -> taken(suspended).cancel();
            case "events", "broadcast" -> {
                SseEventSink last = taken(sink);
                last.send(sse.newEvent("tea"));
                last.close();
            }
            default -> taken(body).complete("tea");
        }
    }

    private static <T> T taken(AtomicReference<T> left) {
        T taken = left.getAndSet(null);
        if (taken == null) {
            throw new NotFoundException();
        }
        return taken;
    }
}
