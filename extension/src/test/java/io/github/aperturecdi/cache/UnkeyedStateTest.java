package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureCached;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A result that may depend on what belongs to one client: others would get it. */
class UnkeyedStateTest {

    static class Basket {

        @ApertureCached(ttl = "1m")
        String total() {
            return "";
        }
    }

    @SessionScoped
    static class OfASession extends Basket {}

    static class BelowASession extends OfASession {}

    @ConversationScoped
    static class OfAConversation extends Basket {}

    @Stateful
    static class OfAClient extends Basket {}

    @Dependent
    @Stateful
    static class DependentOfAClient extends Basket {}

    /** Like the view scope of Jakarta Faces. */
    @NormalScope(passivating = true)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Viewed {}

    @Viewed
    static class OfAView extends Basket {}

    @Stateful
    @SessionScoped
    static class StatefulOfASession extends Basket {}

    @Stateless
    static class OfNobody extends Basket {}

    @SessionScoped
    static class OfASessionBelow extends OfNobody {}

    static class WithField extends Basket {

        @QueryParam("user")
        String user;
    }

    static class WithInitializer extends Basket {

        @Inject
        void start(@QueryParam("user") String user) {}
    }

    static class BelowAField extends WithField {}

    static class WithSetter extends Basket {

        @HeaderParam("user")
        void setUser(String user) {}
    }

    static class WithConstructor extends Basket {

        WithConstructor(@QueryParam("user") String user) {}
    }

    @ApplicationScoped
    static class OfAllBelowASession extends OfASession {}

    @Stateful
    @ApplicationScoped
    static class StatefulOfAll extends Basket {}

    @ApplicationScoped
    @Stateful
    static class OfAllStateful extends Basket {}

    @Stateful
    static class StatefulBelowOfAll extends StatefulOfAll {}

    @ApplicationScoped
    static class OfAllBelowAClient extends OfAClient {}

    @Stateless
    static class OfNobodyBelowAClient extends OfAClient {}

    @NormalScope
    @Retention(RetentionPolicy.RUNTIME)
    @interface Shared {}

    @Shared
    static class OfMany extends Basket {}

    @RequestScoped
    static class OfARequest extends Basket {}

    static class WithParameterOfAMethod extends Basket {

        void other(@QueryParam("user") String user) {}
    }

    private static Object planned(Class<?> bean) throws NoSuchMethodException {
        return new ResultCaches(CacheMethods.plain())
                .of(bean, Basket.class.getDeclaredMethod("total"), "Basket.total", null);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                OfASession.class,
                BelowASession.class,
                OfAConversation.class,
                OfAClient.class,
                DependentOfAClient.class,
                OfAView.class,
                StatefulOfASession.class,
                OfASessionBelow.class,
                WithField.class,
                BelowAField.class,
                WithSetter.class,
                WithConstructor.class,
                WithInitializer.class
            })
    void it_fails_the_deployment(Class<?> bean) {
        assertThatThrownBy(() -> planned(bean))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("APERTURE-815: Basket.total");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Basket.class,
                OfAllBelowASession.class,
                StatefulOfAll.class,
                OfAllStateful.class,
                StatefulBelowOfAll.class,
                OfAllBelowAClient.class,
                OfNobody.class,
                OfNobodyBelowAClient.class,
                OfMany.class,
                OfARequest.class,
                WithParameterOfAMethod.class
            })
    void other_beans_may_have_cached_methods(Class<?> bean) throws Exception {
        assertThat(planned(bean)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RestCookie",
                "RestForm",
                "RestHeader",
                "RestMatrix",
                "RestPath",
                "RestQuery"
            })
    void request_parameters_of_quarkus_count_as_well(String name) {
        assertThat(UnkeyedState.isOfOneRequest("org.jboss.resteasy.reactive." + name)).isTrue();
        assertThat(UnkeyedState.isOfOneRequest("org.acme." + name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.eclipse.microprofile.jwt.Claim",
                "jakarta.faces.annotation.FlowMap",
                "jakarta.faces.annotation.HeaderMap",
                "jakarta.faces.annotation.HeaderValuesMap",
                "jakarta.faces.annotation.ManagedProperty",
                "jakarta.faces.annotation.RequestCookieMap",
                "jakarta.faces.annotation.RequestMap",
                "jakarta.faces.annotation.RequestParameterMap",
                "jakarta.faces.annotation.RequestParameterValuesMap",
                "jakarta.faces.annotation.SessionMap",
                "jakarta.faces.annotation.ViewMap"
            })
    void a_claim_of_the_callers_token_belongs_to_one_client(String name) {
        assertThat(UnkeyedState.isOfOneRequest(name)).isTrue();
        assertThat(UnkeyedState.isOfOneRequest(name.replace("annotation", "other") + "s"))
                .isFalse();
    }

    @Test
    void the_place_is_named() {
        assertThatThrownBy(() -> planned(BelowAField.class))
                .hasMessageContaining("the field " + WithField.class.getName() + ".user");
        assertThatThrownBy(() -> planned(OfASession.class))
                .hasMessageContaining("@jakarta.enterprise.context.SessionScoped");
    }
}
