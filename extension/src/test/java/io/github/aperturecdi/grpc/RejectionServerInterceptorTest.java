package io.github.aperturecdi.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client of a grpc-java service sees. Any service will do: this one is at hand. */
class RejectionServerInterceptorTest {

    /** How a service lets its caller know. */
    enum Way {
        THROWN {
            @Override
            void fail(RuntimeException failure, StreamObserver<?> answer) {
                throw failure;
            }
        },
        WRAPPED {
            @Override
            void fail(RuntimeException failure, StreamObserver<?> answer) {
                throw new IllegalStateException("wrapped by a container", failure);
            }
        },
        GIVEN_TO_THE_OBSERVER {
            @Override
            void fail(RuntimeException failure, StreamObserver<?> answer) {
                answer.onError(failure);
            }
        },
        GIVEN_AND_THROWN {
            @Override
            void fail(RuntimeException failure, StreamObserver<?> answer) {
                answer.onError(failure);
                throw failure;
            }
        };

        abstract void fail(RuntimeException failure, StreamObserver<?> answer);
    }

    private static final class Service extends FlowControlServiceGrpc.FlowControlServiceImplBase {

        private Way way = Way.THROWN;
        private @Nullable RuntimeException failure;

        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> answer) {
            if (failure != null) {
                way.fail(failure, answer);
                return;
            }
            answer.onNext(CheckResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private final Service service = new Service();
    private @Nullable Server server;
    private @Nullable ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        String name = InProcessServerBuilder.generateName();
        server =
                InProcessServerBuilder.forName(name)
                        .directExecutor()
                        .addService(service)
                        .intercept(new RejectionServerInterceptor())
                        .build()
                        .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(channel).shutdownNow();
        Objects.requireNonNull(server).shutdownNow();
    }

    private static FlowRejectedException refusal(int status, @Nullable Duration wait) {
        return new FlowRejectedException(
                new FlowRejection(
                        "checkout",
                        RejectReason.RATE_LIMITED,
                        status,
                        Optional.ofNullable(wait),
                        List.of("per-user")),
                "Shop.order");
    }

    private CheckResponse call() {
        return FlowControlServiceGrpc.newBlockingStub(channel)
                .check(CheckRequest.getDefaultInstance());
    }

    private StatusRuntimeException failure(Way way, RuntimeException failure) {
        service.way = way;
        service.failure = failure;
        return catchThrowableOfType(StatusRuntimeException.class, this::call);
    }

    private static @Nullable RetryInfo trailer(StatusRuntimeException failure) {
        Metadata trailers = Objects.requireNonNull(failure.getTrailers());
        return trailers.get(ProtoUtils.keyForProto(RetryInfo.getDefaultInstance()));
    }

    /** Protobuf allows 10,000 years. */
    @Test
    void a_wait_of_more_than_a_year_is_a_year() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        StatusRuntimeException failure = failure(Way.values()[0], refusal(429, longest));
        RetryInfo info = Objects.requireNonNull(trailer(failure));
        assertThat(info.getRetryDelay().getSeconds()).isEqualTo(31_536_000);
        assertThat(info.getRetryDelay().getNanos()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_has_its_status_and_the_wait_whatever_way_it_comes(Way way)
            throws InvalidProtocolBufferException {
        StatusRuntimeException failure =
                failure(way, refusal(429, Duration.ofSeconds(1, 1_000_000)));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getStatus().getDescription())
                .isEqualTo("Refused: RATE_LIMITED by per-user");
        RetryInfo info = Objects.requireNonNull(trailer(failure));
        assertThat(info.getRetryDelay().getSeconds()).isEqualTo(1);
        assertThat(info.getRetryDelay().getNanos()).isEqualTo(1_000_000);
        com.google.rpc.Status details = Objects.requireNonNull(StatusProto.fromThrowable(failure));
        assertThat(details.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
        assertThat(details.getDetails(0).unpack(RetryInfo.class)).isEqualTo(info);
    }

    @Test
    void an_unknown_wait_is_left_out() {
        StatusRuntimeException failure = failure(Way.THROWN, refusal(503, null));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(trailer(failure)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED",
        "404, NOT_FOUND", "409, ABORTED", "429, RESOURCE_EXHAUSTED",
        "451, FAILED_PRECONDITION", "499, CANCELLED", "500, INTERNAL",
        "501, UNIMPLEMENTED", "503, UNAVAILABLE", "504, DEADLINE_EXCEEDED",
        "599, UNAVAILABLE", "302, UNAVAILABLE"
    })
    void every_http_status_has_one(int http, Status.Code code) {
        assertThat(failure(Way.THROWN, refusal(http, null)).getStatus().getCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(names = "WRAPPED", mode = EnumSource.Mode.EXCLUDE)
    void a_status_that_the_service_chooses_stays(Way way) {
        StatusRuntimeException failure =
                failure(
                        way,
                        Status.ABORTED
                                .withDescription("mine")
                                .withCause(new IllegalStateException("not a refusal"))
                                .asRuntimeException());
        // Thrown, it would be UNKNOWN without us as well.
        assertThat(failure.getStatus().getCode())
                .isEqualTo(way == Way.THROWN ? Status.Code.UNKNOWN : Status.Code.ABORTED);
    }

    @Test
    void a_refusal_under_a_status_of_the_services_own_stays() {
        StatusRuntimeException failure =
                failure(
                        Way.GIVEN_TO_THE_OBSERVER,
                        Status.ABORTED
                                .withDescription("mine")
                                .withCause(refusal(429, Duration.ofSeconds(1)))
                                .asRuntimeException());
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(failure.getStatus().getDescription()).isEqualTo("mine");
    }

    @Test
    void a_refusal_under_a_thrown_status_of_the_services_own_is_none_of_ours() {
        FlowRejectedException refusal = refusal(429, Duration.ofSeconds(1));
        assertThat(
                        RejectedStatus.refusalIn(
                                Status.NOT_FOUND.withCause(refusal).asRuntimeException()))
                .isEmpty();
        assertThat(RejectedStatus.refusalIn(Status.NOT_FOUND.withCause(refusal).asException()))
                .isEmpty();
        assertThat(RejectedStatus.refusalIn(Status.UNKNOWN.withCause(refusal).asRuntimeException()))
                .contains(refusal);
    }

    @Test
    void other_failures_stay_unknown() {
        assertThat(
                        failure(Way.GIVEN_TO_THE_OBSERVER, new IllegalStateException("no stock"))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.UNKNOWN);
    }

    @Test
    void an_answer_passes() {
        assertThat(call()).isEqualTo(CheckResponse.getDefaultInstance());
    }
}
