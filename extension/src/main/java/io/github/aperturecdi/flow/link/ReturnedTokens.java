package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an agent has taken back of one FlowEnd. The call succeeds in any case; what went wrong is
 * said reference by reference.
 */
final class ReturnedTokens {

    /** The call failed. */
    static final ReturnedTokens NOTHING = new ReturnedTokens(false, Set.of());

    private final boolean answered;

    /** The request ids of what the agent could not take. */
    private final Set<String> failed;

    private ReturnedTokens(boolean answered, Set<String> failed) {
        this.answered = answered;
        this.failed = failed;
    }

    static ReturnedTokens of(FlowEndResponse response) {
        return new ReturnedTokens(
                true,
                response.getTokenReturnStatusesList().stream()
                        .filter(ReturnedTokens::failed)
                        .map(status -> status.getInflightRequestRef().getRequestId())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Not returned and no error is what was returned before, or needs no return. */
    private static boolean failed(TokenReturnStatus status) {
        return !status.getReturned() && !status.getError().isEmpty();
    }

    /** Whether all of a flow's references were taken. */
    boolean all(FlowEndRequest references) {
        return answered
                && (failed.isEmpty()
                        || references.getInflightRequestsList().stream()
                                .noneMatch(ref -> failed.contains(ref.getRequestId())));
    }
}
