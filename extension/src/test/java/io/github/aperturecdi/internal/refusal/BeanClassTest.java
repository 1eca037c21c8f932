package io.github.aperturecdi.internal.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.internal.reflect.BeanClass;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was written, below classes such as containers generate. */
class BeanClassTest {

    private static final FlowRejectedException REFUSED =
            new FlowRejectedException(
                    new FlowRejection(
                            "prices", RejectReason.RATE_LIMITED, 429, Optional.empty(), List.of()),
                    "PriceClient.price");

    interface PriceClient {

        @ApertureControlled(fallbackMethod = "known")
        String price(String product);

        default String known(String product) {
            return "known " + product;
        }
    }

    /** As Quarkus does it: the bean of an interface, which extends a class of Quarkus. */
    abstract static class ClientBase {}

    static class PriceClient$$Wrapper extends ClientBase implements PriceClient {

        @ApertureControlled(fallbackMethod = "known")
        @Override
        public String price(String product) {
            return "price of " + product;
        }
    }

    static class PriceClient$$Wrapper_Subclass extends PriceClient$$Wrapper {}

    static class Shop {

        void order() {}
    }

    static class Shop$$Subclass extends Shop {

        @Override
        void order() {}
    }

    /** As ArC names it. */
    static class Shop_Subclass extends Shop {}

    private static Method price(Class<?> type) throws NoSuchMethodException {
        return type.getDeclaredMethod("price", String.class);
    }

    private static Object refused(Object target, Method method) throws Exception {
        return Refusal.of(
                        target.getClass(),
                        method,
                        method.getAnnotation(ApertureControlled.class),
                        "PriceClient.price",
                        false,
                        RejectionMappers.NONE)
                .answer(REFUSED, target, new Object[] {"tea"});
    }

    @Test
    void the_beans_class_is_the_one_that_was_written() throws Exception {
        for (Class<?> generated : List.of(Shop$$Subclass.class, Shop_Subclass.class)) {
            assertThat(BeanClass.of(generated, Shop.class.getDeclaredMethod("order")))
                    .isEqualTo(Shop.class);
        }
    }

    @Test
    void the_beans_class_has_the_method() throws Exception {
        assertThat(
                        BeanClass.of(
                                PriceClient$$Wrapper_Subclass.class,
                                price(PriceClient$$Wrapper.class)))
                .isEqualTo(PriceClient$$Wrapper.class);
    }

    @Test
    void a_method_was_written_where_it_is_declared() throws Exception {
        assertThat(BeanClass.declaring(price(PriceClient.class))).isEqualTo(PriceClient.class);
    }

    @Test
    void a_generated_classs_method_was_written_in_what_it_extends_or_implements() throws Exception {
        assertThat(BeanClass.declaring(price(PriceClient$$Wrapper.class)))
                .isEqualTo(PriceClient.class);
        assertThat(BeanClass.declaring(Shop$$Subclass.class.getDeclaredMethod("order")))
                .isEqualTo(Shop.class);
    }

    @Test
    void a_default_method_answers_for_a_generated_class() throws Exception {
        assertThat(refused(new PriceClient$$Wrapper_Subclass(), price(PriceClient$$Wrapper.class)))
                .isEqualTo("known tea");
    }

    @Test
    void a_default_method_answers_for_a_proxy_itself() throws Exception {
        Object proxy =
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {PriceClient.class},
                        (self, method, arguments) -> "over the network");
        assertThat(refused(proxy, price(PriceClient.class))).isEqualTo("known tea");
    }
}
