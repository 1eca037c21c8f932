package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureCached;
import jakarta.ejb.Stateful;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
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

    static class WithField extends Basket {

        @QueryParam("user")
        String user;
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
                WithField.class,
                BelowAField.class,
                WithSetter.class,
                WithConstructor.class
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
                OfARequest.class,
                WithParameterOfAMethod.class
            })
    void other_beans_are_none_of_one_client(Class<?> bean) throws Exception {
        assertThat(planned(bean)).isNotNull();
    }

    @Test
    void the_place_is_named() {
        assertThatThrownBy(() -> planned(BelowAField.class))
                .hasMessageContaining("the field " + WithField.class.getName() + ".user");
        assertThatThrownBy(() -> planned(OfASession.class))
                .hasMessageContaining("@jakarta.enterprise.context.SessionScoped");
    }
}
