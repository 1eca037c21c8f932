package io.github.aperturecdi.rest;

import io.github.aperturecdi.internal.async.Unreferenced;
import io.github.aperturecdi.internal.async.WorkEnd;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A body that the server writes after the method has returned. The call ends once it is written.
 * {@link UnwrittenBodyFilter} ends the call if the body is never written, as for a {@code HEAD}
 * request, and the garbage collector ends it if the body is dropped otherwise.
 */
final class FollowedOutput implements StreamingOutput {

    private final WorkEnd end;
    private volatile StreamingOutput output;

    private FollowedOutput(StreamingOutput output, WorkEnd end) {
        this.output = output;
        this.end = end;
        Unreferenced.then(
                this,
                () -> {
                    end.abandoned();
                    end.done();
                });
    }

    static boolean is(Class<?> type) {
        return StreamingOutput.class.isAssignableFrom(type);
    }

    static boolean mayBe(Class<?> declared) {
        return Stream.of(StreamingOutput.class, Response.class, GenericEntity.class)
                .anyMatch(declared::isAssignableFrom);
    }

    static boolean mayBeIn(Object result) {
        return result instanceof StreamingOutput
                || result instanceof Response
                || result instanceof GenericEntity<?>;
    }

    /**
     * The result with a followed body in place of its own; null if it has no {@code
     * StreamingOutput}.
     */
    static @Nullable Object in(Object result, WorkEnd end) {
        if (result instanceof StreamingOutput output) {
            return new FollowedOutput(output, end);
        }
        if (result instanceof GenericEntity<?> entity) {
            return entity.getEntity() instanceof StreamingOutput output
                    ? new GenericEntity<StreamingOutput>(new FollowedOutput(output, end)) {}
                    : null;
        }
        Object entity = result instanceof Response response ? entity(response) : null;
        Object body = entity == null ? null : in(entity, end);
        return body == null ? null : with(body, (Response) result);
    }

    /** The entity of a response; null if it has none, or if a client has closed the response. */
    private static @Nullable Object entity(Response response) {
        try {
            return response.hasEntity() ? response.getEntity() : null;
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private static Response with(Object body, Response response) {
        return Response.fromResponse(response)
                .status(response.getStatusInfo())
                .entity(body)
                .build();
    }

    @Override
    public void write(OutputStream body) throws IOException {
        try {
            output.write(body);
        } catch (Throwable t) {
            end.failed(t);
            throw t;
        } finally {
            end.done();
            // Not unreferenced while it writes.
            Reference.reachabilityFence(this);
        }
    }

    /** The body itself. */
    StreamingOutput output() {
        return output;
    }

    /** Whether the filters of the application may look for the class of the body. */
    boolean isOfNamedClass() {
        Class<?> type = output.getClass();
        return !type.isHidden() && !type.isAnonymousClass();
    }

    /** Follows another body in place of this one, such as one that writes this one compressed. */
    void replace(StreamingOutput other) {
        output = other;
    }

    /**
     * Puts a body into a response. The response keeps the length that the application has set,
     * which RESTEasy drops with the earlier body.
     */
    static void put(StreamingOutput body, ContainerResponseContext response) {
        List<Object> length = response.getHeaders().get(HttpHeaders.CONTENT_LENGTH);
        response.setEntity(body);
        if (length != null) {
            response.getHeaders().put(HttpHeaders.CONTENT_LENGTH, length);
        }
    }

    /** Ends the call of a body that is never written. */
    void drop() {
        end.done();
    }
}
