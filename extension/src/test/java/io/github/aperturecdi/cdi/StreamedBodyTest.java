package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.FlowStatus;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The flow of a streamed body lasts until the body is written. */
class StreamedBodyTest extends LaterAnswers {

    private @Nullable Object call(String method, @Nullable Object... arguments) throws Exception {
        return interceptor.control(new Invocation(new Resource(), method, arguments));
    }

    public static class Resource {

        @ApertureControlled("output")
        public StreamingOutput output(StreamingOutput output) {
            return output;
        }

        @ApertureControlled("output")
        public Object object(Object output) {
            return output;
        }

        @ApertureControlled("output")
        public Response response(Response response) {
            return response;
        }

        @ApertureControlled("output")
        public CompletionStage<StreamingOutput> stage(CompletionStage<StreamingOutput> stage) {
            return stage;
        }

        @ApertureControlled("output")
        public Uni<Response> uni(Response response) {
            return Uni.createFrom().item(response);
        }
    }

    private static final StreamingOutput TEA = body -> body.write("tea".getBytes());

    private void write(@Nullable Object output) throws IOException {
        assertThat(agent.ended).as("not written yet").isEmpty();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ((StreamingOutput) output).write(body);
        assertThat(body).hasToString("tea");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void a_streaming_output_ends_the_flow_when_it_is_written() throws Exception {
        write(call("output", TEA));
    }

    @Test
    void a_streaming_output_that_fails_is_a_failed_flow() throws Exception {
        StreamingOutput output =
                (StreamingOutput)
                        call(
                                "output",
                                (StreamingOutput)
                                        body -> {
                                            throw new IOException("gone");
                                        });
        assertThatThrownBy(() -> output.write(new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    @Test
    void a_streaming_output_that_is_declared_as_something_else() throws Exception {
        write(call("object", TEA));
    }

    @Test
    void a_response_with_a_streaming_output_keeps_the_rest_of_it() throws Exception {
        Response given =
                (Response)
                        call(
                                "response",
                                Response.status(207, "Many")
                                        .header("X-Tea", "1")
                                        .entity(TEA)
                                        .build());
        assertThat(given.getStatusInfo().getReasonPhrase()).isEqualTo("Many");
        assertThat(given.getHeaderString("X-Tea")).isEqualTo("1");
        write(given.getEntity());
        assertThat(agent.ended.get(0).httpStatus()).isEqualTo(207);
    }

    @Test
    void a_generic_entity_of_a_streaming_output() throws Exception {
        GenericEntity<?> given =
                (GenericEntity<?>) call("object", new GenericEntity<StreamingOutput>(TEA) {});
        assertThat(given.getType()).isEqualTo(StreamingOutput.class);
        write(given.getEntity());
    }

    @Test
    void a_generic_entity_of_a_class_that_is_a_streaming_output() throws Exception {
        GenericEntity<?> given =
                (GenericEntity<?>) call("object", new GenericEntity<>(new Tea()) {});
        write(given.getEntity());
    }

    private static final class Tea implements StreamingOutput {

        @Override
        public void write(OutputStream body) throws IOException {
            TEA.write(body);
        }
    }

    @Test
    void a_response_without_a_streaming_output_ends_the_flow_when_it_is_returned()
            throws Exception {
        Response response = Response.ok("tea").build();
        assertThat(call("response", response)).isSameAs(response);
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    /** A client's response that was read and closed still has a status for the caller. */
    @Test
    void a_closed_response_is_returned_as_it_is() throws Exception {
        Response closed = Response.ok("tea").build();
        closed.close();
        assertThat(call("response", closed)).isSameAs(closed);
        CompletableFuture<?> later =
                (CompletableFuture<?>) call("stage", CompletableFuture.completedFuture(closed));
        assertThat(later).isDone();
        assertThat((Object) later.join()).isSameAs(closed);
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK, FlowStatus.OK);
    }

    @Test
    void a_stage_or_uni_of_a_streaming_output() throws Exception {
        CompletableFuture<StreamingOutput> work = new CompletableFuture<>();
        CompletableFuture<?> given = (CompletableFuture<?>) call("stage", work);
        assertThat(agent.ended).isEmpty();
        work.complete(TEA);
        write(given.join());
    }

    @Test
    void a_uni_of_a_response_with_a_streaming_output() throws Exception {
        Uni<?> given = (Uni<?>) call("uni", Response.ok(TEA).build());
        write(((Response) given.await().indefinitely()).getEntity());
    }

    @Test
    void a_cancelled_stage_of_a_streaming_output_cancels_the_work() throws Exception {
        CompletableFuture<StreamingOutput> work = new CompletableFuture<>();
        ((CompletableFuture<?>) call("stage", work)).cancel(true);
        assertThat(work).isCancelled();
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET);
    }

    @Test
    void the_flow_of_a_dropped_streaming_output_ends_after_garbage_collection() throws Exception {
        call("output", TEA);
        call("response", Response.ok(TEA).build());
        await().until(
                        () -> {
                            System.gc();
                            return agent.ended.size() == 2;
                        });
        assertThat(agent.statuses()).containsOnly(FlowStatus.UNSET);
    }
}
