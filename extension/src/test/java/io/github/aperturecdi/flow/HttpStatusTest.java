package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.testing.StubAgent;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP status that the agent gets, from the work or from the answer. */
class HttpStatusTest {

    private final StubAgent agent = new StubAgent();

    /** The outcome and the HTTP status of a flow, as the agent gets them. */
    private Map.Entry<FlowStatus, Integer> reported(Consumer<Flow> work) {
        agent.decision = Decision.admitted().with(CachedValues.NONE, "receipt");
        try (FlowControl flows = FlowControl.builder().agent(agent).build()) {
            Flow flow = flows.start(FlowRequest.at("checkout").build());
            work.accept(flow);
            flow.close();
        }
        return entry(agent.ended.get(0).status(), agent.ended.get(0).httpStatus());
    }

    @ParameterizedTest
    @CsvSource({"200, OK", "399, OK", "400, ERROR", "429, ERROR", "503, ERROR"})
    void an_observed_status_of_400_or_more_is_a_failure(int status, FlowStatus outcome) {
        assertThat(reported(flow -> flow.observedHttpStatus(status)))
                .isEqualTo(entry(outcome, status));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void a_status_that_the_work_has_recorded_stays(int observed) {
        assertThat(
                        reported(
                                flow -> {
                                    flow.httpStatus(404);
                                    flow.observedHttpStatus(observed);
                                }))
                .isEqualTo(entry(FlowStatus.OK, 404));
    }

    /** An agent would treat the flow as a success. */
    @Test
    void a_good_status_of_failed_or_cancelled_work_is_not_sent() {
        assertThat(
                        reported(
                                flow -> {
                                    flow.fail(new Exception());
                                    flow.observedHttpStatus(200);
                                }))
                .isEqualTo(entry(FlowStatus.ERROR, 0));
        agent.ended.clear();
        assertThat(
                        reported(
                                flow -> {
                                    flow.cancel();
                                    flow.observedHttpStatus(200);
                                }))
                .isEqualTo(entry(FlowStatus.UNSET, 0));
    }
}
