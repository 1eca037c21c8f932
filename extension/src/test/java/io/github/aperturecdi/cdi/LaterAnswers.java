package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import io.github.aperturecdi.testing.StubAgent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Calls of beans, in flows that hold a token. */
abstract class LaterAnswers {

    final StubAgent agent =
            new StubAgent(
                    Decision.admitted(
                            List.of(new InflightToken("p", "h", "root.0", "default", "r", 1))));
    final FlowControl flows = FlowControl.builder().agent(agent).build();
    final ControlledMethods methods =
            new ControlledMethods(
                    getClass().getClassLoader(), RejectionMappers.NONE, new DeployedMethods());
    final ApertureInterceptor interceptor = Interceptors.of(flows, methods);

    @AfterEach
    void close() {
        methods.close();
    }
}
