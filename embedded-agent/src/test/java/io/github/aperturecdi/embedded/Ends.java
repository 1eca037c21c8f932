package io.github.aperturecdi.embedded;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import java.util.List;
import java.util.Set;

/** Ends of flows, as the core reports them. */
final class Ends {

    private Ends() {}

    static EndedFlow of(Decision decision) {
        return new EndedFlow("checkout", Set.of(), decision, FlowStatus.OK, 0, 1, 2, 3);
    }

    static EndedFlow of(List<InflightToken> tokens) {
        return of(Decision.admitted(tokens));
    }
}
