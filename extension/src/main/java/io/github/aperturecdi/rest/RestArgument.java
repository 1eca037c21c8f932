package io.github.aperturecdi.rest;

import io.github.aperturecdi.internal.async.AsyncArgument;
import io.github.aperturecdi.internal.async.WorkEnd;

/**
 * Follows {@code AsyncResponse} and {@code SseEventSink} arguments. It uses no type of Jakarta REST
 * itself, so it loads without that library.
 */
public final class RestArgument implements AsyncArgument, AutoCloseable {

    private static final String RESPONSE = "jakarta.ws.rs.container.AsyncResponse";
    private static final String SINK = "jakarta.ws.rs.sse.SseEventSink";

    private final OpenSinks sinks = new OpenSinks();

    /** For the service loader. */
    public RestArgument() {}

    @Override
    public boolean handles(Class<?> parameterType) {
        return parameterType.getName().equals(RESPONSE) || parameterType.getName().equals(SINK);
    }

    @Override
    public Object follow(Object argument, WorkEnd end) {
        Object response = FollowedResponse.of(argument, end);
        if (response != null) {
            return response;
        }
        sinks.follow(argument, end);
        return argument;
    }

    @Override
    public void close() {
        sinks.close();
    }
}
