package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One answer to one call, whatever gRPC says and in which order. */
class UnaryReplyTest {

    private final List<String> told = new ArrayList<>();
    private final UnaryReply<String> unary =
            new UnaryReply<>(
                    told::add, failure -> told.add(Status.fromThrowable(failure).getCode().name()));

    @Test
    void a_reply_is_told_once_the_call_is_over() {
        unary.onNext("reply");
        assertThat(told).isEmpty();
        unary.onCompleted();
        assertThat(told).containsExactly("reply");
    }

    @Test
    void a_call_that_ends_without_a_reply_has_failed() {
        unary.onCompleted();
        unary.onError(Status.CANCELLED.asRuntimeException());
        assertThat(told).containsExactly("INTERNAL");
    }

    /** Its tokens would be lost otherwise. */
    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"CANCELLED", "DEADLINE_EXCEEDED"})
    void a_reply_that_was_there_when_this_side_ended_the_call_is_the_answer(Status.Code code) {
        unary.onNext("reply");
        unary.onError(code.toStatus().asRuntimeException());
        assertThat(told).containsExactly("reply");
    }

    @Test
    void a_reply_that_the_other_side_took_back_is_none() {
        unary.onNext("reply");
        unary.onError(Status.INTERNAL.asRuntimeException());
        assertThat(told).containsExactly("INTERNAL");
    }
}
