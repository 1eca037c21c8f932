package io.github.aperturecdi.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import io.github.aperturecdi.FlowRejectedException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A refusal as a gRPC client gets it. */
final class RejectedStatus {

    private static final Metadata.Key<RetryInfo> RETRY_INFO =
            ProtoUtils.keyForProto(RetryInfo.getDefaultInstance());

    /** The trailer that clients of Google's richer error model read. */
    private static final Metadata.Key<com.google.rpc.Status> DETAILS =
            Metadata.Key.of(
                    "grpc-status-details-bin",
                    ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    private RejectedStatus() {}

    /** The refusal that caused a status, unless the service has chosen the status. */
    static Optional<FlowRejectedException> refusalIn(Status status) {
        return status.getCode() == Status.Code.UNKNOWN
                ? refusalIn(status.getCause())
                : Optional.empty();
    }

    static Optional<FlowRejectedException> refusalIn(@Nullable Throwable failure) {
        Throwable cause = failure;
        // A chain of causes may be circular.
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof FlowRejectedException refused) {
                return Optional.of(refused);
            }
            if (isChosen(cause)) {
                return Optional.empty();
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** Whether the service has chosen the status. */
    private static boolean isChosen(Throwable failure) {
        Status status =
                failure instanceof StatusRuntimeException unchecked
                        ? unchecked.getStatus()
                        : failure instanceof StatusException checked ? checked.getStatus() : null;
        return status != null && status.getCode() != Status.Code.UNKNOWN;
    }

    /** The status of a refusal. It tells the client neither the method nor the control point. */
    static Status of(FlowRejectedException refused) {
        String policies =
                refused.violatedPolicies().isEmpty()
                        ? ""
                        : " by " + String.join(", ", refused.violatedPolicies());
        return code(refused.httpStatus())
                .toStatus()
                .withDescription("Refused: " + refused.reason() + policies)
                .withCause(refused);
    }

    static void addRetryInfo(FlowRejectedException refused, Status status, Metadata trailers) {
        refused.retryAfter()
                .ifPresent(
                        wait -> {
                            RetryInfo info = retryInfo(wait);
                            trailers.discardAll(RETRY_INFO);
                            trailers.put(RETRY_INFO, info);
                            trailers.discardAll(DETAILS);
                            trailers.put(
                                    DETAILS,
                                    com.google.rpc.Status.newBuilder()
                                            .setCode(status.getCode().value())
                                            .setMessage(status.getDescription())
                                            .addDetails(Any.pack(info))
                                            .build());
                        });
    }

    private static RetryInfo retryInfo(java.time.Duration wait) {
        return RetryInfo.newBuilder()
                .setRetryDelay(
                        Duration.newBuilder()
                                .setSeconds(wait.getSeconds())
                                .setNanos(wait.getNano()))
                .build();
    }

    /**
     * The code for an HTTP status, as google/rpc/code.proto pairs them. The other statuses get the
     * code that tells the client what to do.
     */
    private static Status.Code code(int httpStatus) {
        return switch (httpStatus) {
            case 400, 413 -> Status.Code.INVALID_ARGUMENT;
            case 401 -> Status.Code.UNAUTHENTICATED;
            case 403 -> Status.Code.PERMISSION_DENIED;
            case 404 -> Status.Code.NOT_FOUND;
            case 409 -> Status.Code.ABORTED;
            case 429 -> Status.Code.RESOURCE_EXHAUSTED;
            case 499 -> Status.Code.CANCELLED;
            case 500 -> Status.Code.INTERNAL;
            case 501 -> Status.Code.UNIMPLEMENTED;
            case 504 -> Status.Code.DEADLINE_EXCEEDED;
            default ->
                    httpStatus / 100 == 4
                            ? Status.Code.FAILED_PRECONDITION
                            : Status.Code.UNAVAILABLE;
        };
    }
}
