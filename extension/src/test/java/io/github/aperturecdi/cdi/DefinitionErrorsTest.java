package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.ApertureExempt;
import io.github.aperturecdi.testing.BaseElsewhere;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.SourceClass;
import io.smallrye.config.inject.ConfigExtension;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.ejb.MessageDriven;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InterceptionFactory;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.GET;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Weld says of mistakes in an application: all that is wrong, and nothing of what is not. */
class DefinitionErrorsTest {

    /** Each beans class has its own mistake: no other may hide it. */
    static List<String> errorsOf(Class<?>... beans) {
        return Stream.iterate(failureOf(beans), Objects::nonNull, Throwable::getCause)
                .flatMap(thrown -> String.valueOf(thrown.getMessage()).lines())
                .filter(line -> line.contains("APERTURE-"))
                .map(line -> line.substring(line.indexOf("APERTURE-")))
                .distinct()
                .toList();
    }

    /** Null if the beans deploy. */
    private static @Nullable Throwable failureOf(Class<?>... beans) {
        return catchThrowable(
                () -> {
                    try (WeldContainer container = container(beans).initialize()) {
                        assertThat(container.isRunning()).isTrue();
                    }
                });
    }

    private static Weld container(Class<?>... beans) {
        return new Weld()
                .disableDiscovery()
                .addExtensions(
                        new AperturePortableExtension(), new ConfigExtension(), new EjbContainer())
                .addBeanClasses(beans)
                .property("org.jboss.weld.construction.relaxed", true);
    }

    /** As in a server with EJB: a message-driven bean is no bean of CDI. */
    static final class EjbContainer implements Extension {

        void take(@Observes @WithAnnotations(MessageDriven.class) ProcessAnnotatedType<?> event) {
            event.veto();
        }
    }

    // Message-driven beans.

    @MessageDriven
    static class Orders {

        @ApertureControlled("orders")
        @ApertureCached(ttl = "1m")
        void onMessage(String message) {}
    }

    @MessageDriven
    @ApertureControlled("payments")
    static class Payments {

        void onMessage(String message) {}
    }

    @MessageDriven
    abstract static class Base {

        @ApertureControlled("base")
        @ApertureCached(ttl = "1m")
        void onMessage(String message) {}
    }

    @Test
    void a_mistake_in_a_message_driven_bean_is_an_error() {
        assertThat(errorsOf(Orders.class, Payments.class, Base.class))
                .singleElement()
                .asString()
                .contains("Orders.onMessage");
    }

    @Test
    void the_control_point_of_a_message_driven_bean_is_known() {
        try (WeldContainer container = container(Payments.class).initialize()) {
            assertThat(container.select(DeclaredControlPoints.class).get().names())
                    .containsExactly("payments");
        }
    }

    // Interfaces.

    interface Prices {

        @ApertureControlled
        String price(String product);
    }

    @Dependent
    static class Uncontrolled implements Prices {

        @Override
        public String price(String product) {
            return product;
        }
    }

    @Dependent
    static class Controlled implements Prices {

        @ApertureControlled
        @Override
        public String price(String product) {
            return product;
        }
    }

    @Dependent
    @ApertureControlled
    static class ControlledAsAWhole implements Prices {

        @Override
        public String price(String product) {
            return product;
        }
    }

    @Dependent
    static class Exempt implements Prices {

        @ApertureExempt
        @Override
        public String price(String product) {
            return product;
        }
    }

    @Test
    void a_binding_on_an_interfaces_method_is_reported_where_it_has_no_effect() {
        assertThat(errorsOf(Uncontrolled.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-606")
                .contains("Prices.price", Uncontrolled.class.getName(), "Put the annotation on");
    }

    @Test
    void a_bean_that_says_itself_what_is_controlled_is_right() {
        assertThat(errorsOf(Controlled.class, ControlledAsAWhole.class, Exempt.class)).isEmpty();
    }

    @ApertureControlled
    interface Handler<T> {

        void handle(T value);

        @ApertureExempt
        default void ping() {}
    }

    @Dependent
    static class UncontrolledHandler implements Handler<String> {

        @Override
        public void handle(String value) {}
    }

    static class ControlledParent implements Handler<String> {

        @ApertureControlled("handle")
        @Override
        public void handle(String value) {}
    }

    @Dependent
    static class ControlledHandler extends ControlledParent {}

    @Test
    void a_binding_on_an_interface_is_reported_where_it_has_no_effect() {
        assertThat(errorsOf(UncontrolledHandler.class, ControlledHandler.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-606: " + Handler.class.getName())
                .contains(UncontrolledHandler.class.getName());
    }

    @RegisterRestClient
    interface PriceClient {

        @ApertureControlled
        String price(String product);
    }

    @Dependent
    static class OfflinePrices implements PriceClient {

        @Override
        public String price(String product) {
            return product;
        }
    }

    @Test
    void a_bean_that_stands_in_for_a_rest_client_is_not_the_one_that_is_controlled() {
        assertThat(errorsOf(OfflinePrices.class)).isEmpty();
    }

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Counted {}

    @Counted
    @Interceptor
    @Priority(Interceptor.Priority.APPLICATION)
    static class Counting implements Prices {

        @AroundInvoke
        Object count(InvocationContext call) throws Exception {
            return call.proceed();
        }

        @Override
        public String price(String product) {
            return product;
        }
    }

    @Decorator
    @Priority(Interceptor.Priority.APPLICATION)
    static class Discount implements Prices {

        @Inject @Delegate Prices prices;

        @Override
        public String price(String product) {
            return prices.price(product);
        }
    }

    @Test
    void interceptors_and_decorators_are_no_beans_to_control() {
        assertThat(errorsOf(Controlled.class, Counting.class, Discount.class)).isEmpty();
    }

    @Decorator
    @Priority(Interceptor.Priority.APPLICATION)
    static class ControlledDiscount implements Prices {

        @Inject @Delegate Prices prices;

        @Override
        @ApertureControlled("discount")
        public String price(String product) {
            return prices.price(product);
        }
    }

    @Test
    void a_binding_on_a_decorator_has_no_effect() {
        assertThat(errorsOf(Controlled.class, ControlledDiscount.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-625: " + ControlledDiscount.class.getName() + ".price(");
    }

    // Abstract methods.

    abstract static class Export<T> {

        @ApertureControlled("export")
        abstract String export(T value);

        @ApertureControlled("name")
        public abstract String name();
    }

    @Dependent
    static class UncontrolledExport extends Export<String> {

        @Override
        String export(String value) {
            return value;
        }

        @Override
        public String name() {
            return "export";
        }
    }

    @Dependent
    static class ControlledExport extends Export<String> {

        @Override
        @ApertureControlled("export")
        String export(String value) {
            return value;
        }

        @Override
        @ApertureExempt
        public String name() {
            return "export";
        }
    }

    @Test
    void a_binding_on_an_abstract_method_is_reported_where_it_has_no_effect() {
        assertThat(errorsOf(UncontrolledExport.class, ControlledExport.class))
                .hasSize(2)
                .allMatch(
                        error ->
                                error.startsWith("APERTURE-606: " + Export.class.getName())
                                        && error.contains(UncontrolledExport.class.getName()));
    }

    interface Receiver<T> {

        @ApertureControlled
        void receive(T message);
    }

    @Dependent
    static class WithOverload implements Receiver<String> {

        @Override
        public void receive(String message) {}

        @ApertureControlled
        public void receive(Integer number) {}
    }

    @Test
    void an_annotated_overload_does_not_settle_the_method_of_an_interface() {
        assertThat(errorsOf(WithOverload.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-606: " + Receiver.class.getName() + ".receive(");
    }

    interface WithMethodsOfItsOwn {

        @ApertureControlled("shared")
        static void shared() {}

        @ApertureControlled("hidden")
        private void hidden() {}
    }

    @Dependent
    static class Implementing implements WithMethodsOfItsOwn {}

    @Test
    void a_binding_on_a_static_or_private_method_of_an_interface_has_no_effect() {
        assertThat(errorsOf(Implementing.class))
                .hasSize(2)
                .allMatch(
                        error ->
                                error.startsWith(
                                        "APERTURE-603: " + WithMethodsOfItsOwn.class.getName()));
    }

    // Producers.

    static class Press {

        private final int pages;

        Press(int pages) {
            this.pages = pages;
        }

        @ApertureControlled("press")
        int print() {
            return pages;
        }
    }

    @ApertureControlled
    static class OldPress extends Press {

        OldPress() {
            super(1);
        }
    }

    /** No bean implements it. */
    interface Binding {

        @ApertureControlled
        void bind();
    }

    /** It may be a REST client that the application builds. */
    interface Library {

        @GET
        @ApertureControlled
        String book();
    }

    @Dependent
    static class Workshop {

        @Produces Binding binding;

        @Produces Library library;

        @Produces
        Press press() {
            return new Press(3);
        }

        @Produces
        static OldPress old() {
            return new OldPress();
        }

        @Produces
        @New
        OldPress older() {
            return new OldPress();
        }
    }

    private static LoggedMessages warningsOfProducers() {
        return new LoggedMessages(ProducedObjects.class.getName());
    }

    /** The application may have its reasons, such as a test double. */
    @Test
    void a_producer_of_an_object_with_a_binding_is_spoken_of_once() {
        try (LoggedMessages logged = warningsOfProducers()) {
            assertThat(failureOf(Workshop.class)).isNull();
            String press = "WARNING APERTURE-626: " + Press.class.getName() + ".print";
            String old = "WARNING APERTURE-626: " + OldPress.class.getName();
            String binding = "WARNING APERTURE-626: " + Binding.class.getName();
            assertThat(logged.messages())
                    .allMatch(message -> message.contains("producer " + Workshop.class.getName()))
                    .allMatch(message -> message.contains("unless the container intercepts it"))
                    .satisfiesExactlyInAnyOrder(
                            message -> assertThat(message).startsWith(press),
                            message -> assertThat(message).startsWith(old).contains(".old() "),
                            message -> assertThat(message).startsWith(old).contains(".older() "),
                            message -> assertThat(message).startsWith(binding));
        }
    }

    @ApplicationScoped
    static class RightWorkshop {

        @Produces
        @ApplicationScoped
        OldPress intercepted(InterceptionFactory<OldPress> factory) {
            return factory.createInterceptedInstance(new OldPress());
        }

        @Produces
        @ApertureControlled("made")
        String text(Prices bean) {
            return bean.price("tea");
        }

        @Produces
        @New
        Prices chosen(Controlled bean) {
            return bean;
        }
    }

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface New {}

    @Test
    void an_intercepted_instance_another_bean_and_a_controlled_producer_are_no_mistake() {
        try (LoggedMessages logged = warningsOfProducers()) {
            assertThat(failureOf(RightWorkshop.class, Controlled.class)).isNull();
            assertThat(logged.messages()).isEmpty();
        }
    }

    @Dependent
    static class InAnotherPackage extends BaseElsewhere {}

    @Dependent
    @ApertureControlled
    static class ControlledInAnotherPackage extends BaseElsewhere {}

    @Test
    void a_method_that_only_another_package_sees_cannot_be_overridden() {
        assertThat(errorsOf(InAnotherPackage.class, ControlledInAnotherPackage.class))
                .hasSize(2)
                .allMatch(
                        error ->
                                error.startsWith(
                                        "APERTURE-627: "
                                                + BaseElsewhere.class.getName()
                                                + ".inItsPackage() has"));
    }

    // Final classes and methods.

    @ApertureControlled
    @ApplicationScoped
    static class WithFinalMethod {

        void open() {}

        final void closed() {}

        private final void own() {}

        static final void shared() {}
    }

    static class FinalParent {

        final void inherited() {}
    }

    @ApertureControlled
    @ApplicationScoped
    static class WithInheritedFinalMethod extends FinalParent {}

    @Dependent
    static final class FinalClass {

        @ApertureControlled
        void order() {}
    }

    @Dependent
    @ApertureControlled(timeout = "soon")
    static final class ControlledFinalClass {

        void order() {}
    }

    @ApertureControlled("service")
    @ApplicationScoped
    @Stereotype
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Service {}

    @Service
    static class StereotypedWithFinalMethod {

        final void serve() {}
    }

    @Dependent
    static class OtherMistake {

        @ApertureControlled(" ")
        void blank() {}
    }

    @Test
    void final_methods_and_classes_hide_no_other_mistake() {
        List<String> errors =
                errorsOf(
                        WithFinalMethod.class,
                        WithInheritedFinalMethod.class,
                        FinalClass.class,
                        ControlledFinalClass.class,
                        StereotypedWithFinalMethod.class,
                        OtherMistake.class);
        assertThat(errors)
                .anyMatch(error -> error.matches("APERTURE-603.*WithFinalMethod.closed.*'final'.*"))
                .anyMatch(error -> error.matches("APERTURE-603.*FinalParent.inherited.*"))
                .anyMatch(error -> error.matches("APERTURE-603: The class .*\\$FinalClass .*"))
                .anyMatch(
                        error -> error.matches("APERTURE-603: The class .*ControlledFinalClass.*"))
                .anyMatch(error -> error.matches("APERTURE-600.*ControlledFinalClass.order.*"))
                .anyMatch(
                        error -> error.matches("APERTURE-603.*StereotypedWithFinalMethod.serve.*"))
                .anyMatch(error -> error.matches("APERTURE-602.*OtherMistake.blank.*"))
                .hasSize(7);
    }

    /** Weld intercepts no calls of these, so final ones are in nobody's way. */
    @ApertureControlled
    @ApplicationScoped
    static class WithFinalCallbacks {

        @Inject
        final void inject(BeanContainer container) {}

        @PostConstruct
        final void init() {}

        @PreDestroy
        protected final void end() {}

        @AroundInvoke
        final Object around(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    @Test
    void final_methods_that_only_the_container_calls_are_no_mistake() {
        assertThat(errorsOf(WithFinalCallbacks.class)).isEmpty();
    }

    @ApertureControlled
    @ApplicationScoped
    static class WithExemptFinalMethods {

        void open() {}

        @ApertureExempt
        public final void closed() {}

        @ApertureExempt
        protected final void shut() {}

        @ApertureExempt
        final void locked() {}

        @ApertureExempt
        private void own() {}
    }

    @Test
    void an_exempt_final_method_hides_no_other_mistake() {
        assertThat(errorsOf(WithExemptFinalMethods.class, OtherMistake.class))
                .anyMatch(error -> error.matches("APERTURE-608.*FinalMethods.closed.*Exempt.*"))
                .anyMatch(error -> error.matches("APERTURE-608.*FinalMethods.shut.*Exempt.*"))
                .anyMatch(error -> error.matches("APERTURE-608.*FinalMethods.locked.*Exempt.*"))
                .anyMatch(error -> error.matches("APERTURE-602.*OtherMistake.blank.*"))
                .hasSize(4);
    }

    // Names.

    @Dependent
    static class Overloaded {

        @ApertureControlled(" ")
        void order(int number) {}

        @ApertureControlled(" ")
        void order(String[] names) {}
    }

    static class Other {

        @Dependent
        static class Overloaded {

            @ApertureControlled(" ")
            void order(int number) {}
        }
    }

    @Test
    void a_mistake_hides_none_of_a_method_or_class_with_the_same_name() {
        String text = "APERTURE-602: @ApertureControlled of ";
        assertThat(errorsOf(Overloaded.class, Other.Overloaded.class))
                .hasSize(3)
                .anyMatch(
                        error ->
                                error.startsWith(text + Overloaded.class.getName() + ".order(int)"))
                .anyMatch(
                        error ->
                                error.startsWith(
                                        text
                                                + Overloaded.class.getName()
                                                + ".order(java.lang.String[])"))
                .anyMatch(
                        error ->
                                error.startsWith(
                                        text + Other.Overloaded.class.getName() + ".order(int)"));
    }

    @Test
    void a_label_without_a_key_is_wrong_where_parameters_have_no_names() {
        SourceClass nameless =
                SourceClass.of(
                        "Nameless",
                        """
                        @jakarta.enterprise.context.Dependent
                        public class Nameless {
                            @io.github.aperturecdi.ApertureControlled
                            public void order(@io.github.aperturecdi.FlowLabel String user) {}
                        }
                        """);
        assertThat(errorsOf(nameless.load()))
                .singleElement()
                .asString()
                .startsWith("APERTURE-700: Parameter 1 of Nameless.order(java.lang.String)");
    }
}
