package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a binding may come from, and which one beats which. */
@ExtendWith(ArquillianExtension.class)
class BindingsTest {

    @Inject Branches.Stereotyped stereotyped;
    @Inject Branches.Overriding overriding;
    @Inject Branches.Heir heir;
    @Inject Branches.Behind behind;
    @Inject Branches.Inheriting inheriting;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Branches.class.getDeclaredClasses())
                .addClass(Branches.class);
    }

    private static void assertAsked(Runnable call, String... controlPoints) {
        ScriptedAgent agent = DeployedAgent.fresh();
        call.run();
        assertThat(agent.checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly(controlPoints);
    }

    @Test
    void a_stereotype_controls_the_whole_bean() {
        assertAsked(stereotyped::plain, "branch");
    }

    @Test
    void a_method_beats_the_stereotype() {
        assertAsked(stereotyped::own, "own");
    }

    @Test
    void a_class_beats_its_stereotype() {
        assertAsked(overriding::plain, "class");
    }

    @Test
    void an_exempt_method_is_not_checked() {
        assertAsked(stereotyped::exempt);
        assertAsked(overriding::exempt);
    }

    @Test
    void an_inherited_method_keeps_its_binding() {
        assertAsked(heir::controlled, "inherited");
    }

    @Test
    void an_overridden_method_has_the_binding_of_its_class_only() {
        assertAsked(heir::overridden, "heirs");
    }

    @Test
    void a_binding_on_another_binding_applies() {
        assertAsked(behind::plain, "behind");
    }

    @Test
    void a_class_inherits_the_binding_of_its_parent() {
        assertAsked(inheriting::plain, "parents");
        assertAsked(inheriting::inherited, "parents");
    }
}
