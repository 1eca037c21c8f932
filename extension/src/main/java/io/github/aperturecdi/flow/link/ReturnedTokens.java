package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tokens of one FlowEnd call that an agent has taken back. The call succeeds in any case; the
 * reply has the result of each reference.
 */
final class ReturnedTokens {

    /** The result of a call that failed. */
    static final ReturnedTokens NOTHING = new ReturnedTokens(false, Set.of());

    private final boolean answered;

    /** The request ids of the tokens that the agent could not take back. */
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

    /**
     * Whether a return failed. Without an error, the tokens were returned before or need no return.
     */
    private static boolean failed(TokenReturnStatus status) {
        return !status.getReturned() && !status.getError().isEmpty();
    }

    /** Whether the agent has taken back all tokens of a flow. */
    boolean all(List<InflightToken> tokens) {
        return answered
                && (failed.isEmpty()
                        || tokens.stream().noneMatch(token -> failed.contains(token.requestId())));
    }
}
