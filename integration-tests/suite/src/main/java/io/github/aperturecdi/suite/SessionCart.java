package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serial;
import java.io.Serializable;

/** A bean of a session. */
@SessionScoped
class SessionCart implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private String content = "";

    /** Of a bean that is read, no initializer runs. */
    private transient boolean isNew = true;

    @Inject FlowControl flows;

    @ApertureControlled("checkout")
    String add(@FlowLabel("user_id") String item) {
        content += item;
        try (Flow flow = flows.start(FlowRequest.at("by-hand").build())) {
            return content + flow.shouldRun();
        }
    }

    /** Whether the server has read this bean from its store of sessions. */
    boolean isRead() {
        return !isNew;
    }
}
