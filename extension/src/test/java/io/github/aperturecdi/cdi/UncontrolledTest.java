package io.github.aperturecdi.cdi;

import static io.github.aperturecdi.cdi.DefinitionErrorsTest.errorsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.AfterBegin;
import jakarta.ejb.AfterCompletion;
import jakarta.ejb.BeforeCompletion;
import jakarta.ejb.SessionSynchronization;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Annotations that nothing would follow are errors, and a class's does not reach everything. */
class UncontrolledTest {

    @Dependent
    static class Callbacks {

        @PostConstruct
        @ApertureControlled("made")
        void made() {}

        @PreDestroy
        @ApertureControlled("gone")
        private void gone() {}

        @AroundInvoke
        @ApertureControlled("around")
        Object around(InvocationContext call) throws Exception {
            return call.proceed();
        }

        @Inject
        @ApertureControlled("given")
        void given(OtherPlain other) {}
    }

    @Dependent
    static class InTransactions {

        @AfterBegin
        @ApertureControlled("begun")
        void begun() {}

        @BeforeCompletion
        @ApertureControlled("ending")
        void ending() {}

        @AfterCompletion
        @ApertureControlled("ended")
        void ended(boolean committed) {}
    }

    @Test
    void callbacks_of_transactions_with_the_annotation() {
        assertThat(errorsOf(InTransactions.class))
                .hasSize(3)
                .allMatch(error -> error.startsWith("APERTURE-614: "));
    }

    @Dependent
    static class Synchronized implements SessionSynchronization {

        @Override
        @ApertureControlled("begun")
        public void afterBegin() {}

        @Override
        @ApertureControlled("ending")
        public void beforeCompletion() {}

        @Override
        @ApertureControlled("ended")
        public void afterCompletion(boolean committed) {}

        /** Not a callback. */
        @ApertureControlled("other")
        public void afterCompletion() {}
    }

    @Test
    void callbacks_of_transactions_that_an_interface_declares() {
        assertThat(errorsOf(Synchronized.class))
                .hasSize(3)
                .allMatch(
                        error ->
                                error.startsWith("APERTURE-614: ")
                                        && error.contains("(SessionSynchronization)"));
    }

    static class CallbackOfAParent {

        @PostConstruct
        @ApertureControlled("made")
        void made() {}
    }

    @Dependent
    static class Inheriting extends CallbackOfAParent {}

    @Test
    void callbacks_of_the_container_with_the_annotation() {
        assertThat(errorsOf(Callbacks.class, Inheriting.class, OtherPlain.class))
                .hasSize(5)
                .allMatch(error -> error.startsWith("APERTURE-614: "))
                .anyMatch(
                        error ->
                                error.contains("Callbacks.made() has")
                                        && error.contains("@PostConstruct"))
                .anyMatch(
                        error ->
                                error.contains("Callbacks.gone() has")
                                        && error.contains("@PreDestroy"))
                .anyMatch(
                        error ->
                                error.contains("Callbacks.around(")
                                        && error.contains("@AroundInvoke"))
                .anyMatch(error -> error.contains("Callbacks.given(") && error.contains("@Inject"))
                .anyMatch(error -> error.contains("CallbackOfAParent.made() has"));
    }

    @ApertureControlled
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Limited {}

    @Dependent
    static class Constructed {

        @Limited
        Constructed() {}
    }

    @Test
    void a_constructor_with_a_binding_that_has_the_annotation() {
        assertThat(errorsOf(Constructed.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-615: A constructor of " + Constructed.class.getName());
    }

    @Dependent
    static class Named {

        @Override
        @ApertureControlled("text")
        public String toString() {
            return "named";
        }

        @Override
        @ApertureControlled("equal")
        public boolean equals(Object other) {
            return other == this;
        }

        @Override
        @ApertureControlled("hash")
        public int hashCode() {
            return 1;
        }

        /** Not what every object has. */
        @ApertureControlled("other")
        public boolean equals(Named other) {
            return other == this;
        }
    }

    @Test
    void what_every_object_has_with_the_annotation() {
        assertThat(errorsOf(Named.class))
                .hasSize(3)
                .allMatch(error -> error.startsWith("APERTURE-616: "));
    }

    @ApplicationScoped
    @ApertureControlled
    static class Plain {

        @PostConstruct
        void made() {}

        @Inject
        void given(OtherPlain other) {}

        void work() {}

        @Override
        public String toString() {
            return "plain";
        }

        @Override
        public boolean equals(Object other) {
            return other == this;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Dependent
    static class OtherPlain {}

    @Test
    void a_classs_annotation_reaches_its_business_methods_only() {
        assertThat(errorsOf(Plain.class, OtherPlain.class)).isEmpty();
        DeploymentErrors errors = new DeploymentErrors();
        try (MethodPlanner planner =
                MethodPlanner.load(getClass().getClassLoader(), RejectionMappers.NONE)) {
            BeanCheck check = new BeanCheck(planner, errors, true);
            check.check(Plain.class);
            assertThat(errors.isEmpty()).isTrue();
            assertThat(check.controlPoints().names()).containsExactly("Plain.work");
        }
    }

    // Sub-resources.

    interface Reviews {

        @GET
        @ApertureControlled("reviews")
        String all();
    }

    @ApertureControlled
    interface Pictures {

        @GET
        String all();
    }

    interface Product {

        @Path("pictures")
        Pictures pictures();
    }

    @RegisterRestClient
    @Path("products")
    interface Products {

        @GET
        String all();

        @Path("{id}/reviews")
        Reviews reviews();

        @Path("{id}")
        Product product();

        @Path("similar")
        Products similar();
    }

    @Test
    void a_sub_resource_of_a_client_is_no_bean() {
        DeploymentErrors errors = new DeploymentErrors();
        try (MethodPlanner planner =
                MethodPlanner.load(getClass().getClassLoader(), RejectionMappers.NONE)) {
            BeanCheck check = new BeanCheck(planner, errors, true);
            check.typeOfBean(Products.class);
            check.report(new UnmanagedClasses());
        }
        assertThat(errors.text().lines().filter(line -> line.contains("APERTURE-617")))
                .hasSize(2)
                .anyMatch(
                        line ->
                                line.contains("Reviews.all() has")
                                        && line.contains("Products.reviews()"))
                .anyMatch(
                        line ->
                                line.contains("Pictures has")
                                        && line.contains("Product.pictures()"));
    }

    static class MadeByHand {

        @GET
        @ApertureControlled("by-hand")
        public String all() {
            return "all";
        }
    }

    @ApplicationScoped
    static class ABean {

        @GET
        @ApertureControlled("bean")
        public String all() {
            return "all";
        }
    }

    @ApplicationScoped
    @Path("shop")
    static class Shop {

        @Path("by-hand")
        public MadeByHand byHand() {
            return new MadeByHand();
        }

        @Path("bean")
        public ABean bean() {
            return new ABean();
        }

        @GET
        @Path("list")
        public List<String> list() {
            return List.of();
        }
    }

    @Test
    void a_sub_resource_that_the_application_makes_is_no_bean() {
        assertThat(errorsOf(Shop.class, ABean.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-617: " + MadeByHand.class.getName() + ".all() has")
                .contains("Shop.byHand()");
    }

    interface ReviewsApi {

        @Path("by-hand")
        MadeByHand byHand();
    }

    @ApplicationScoped
    @Path("reviews")
    static class ReviewsOfApi implements ReviewsApi {

        @Override
        public MadeByHand byHand() {
            return new MadeByHand();
        }
    }

    @Test
    void a_sub_resource_whose_path_is_on_the_interface() {
        assertThat(errorsOf(ReviewsOfApi.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-617: " + MadeByHand.class.getName() + ".all() has")
                .contains("ReviewsOfApi.byHand()");
    }

    @RegisterRestClient
    @ApertureControlled
    interface ReviewClient {

        @GET
        String all();
    }

    @ApplicationScoped
    @Path("shared")
    static class ReviewsOfClient {

        @Path("reviews")
        public @Nullable ReviewClient reviews() {
            return null;
        }
    }

    @Test
    void a_resource_may_return_the_interface_of_a_rest_client_whose_binding_is_for_the_client() {
        assertThat(errorsOf(ReviewsOfClient.class)).isEmpty();
    }

    abstract static class Parts<T> {

        @Path("part")
        public @Nullable T part() {
            return null;
        }
    }

    @ApplicationScoped
    @Path("parts")
    static class PartsByHand extends Parts<MadeByHand> {}

    @Test
    void a_sub_resource_that_is_the_type_argument_of_the_bean() {
        assertThat(errorsOf(PartsByHand.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-617: " + MadeByHand.class.getName() + ".all() has");
    }

    @ApplicationScoped
    @Path("classes")
    static class ClassOfByHand {

        @Path("by-hand")
        public Class<MadeByHand> byHand() {
            return MadeByHand.class;
        }
    }

    @Test
    void a_sub_resource_of_which_the_server_makes_the_object() {
        assertThat(errorsOf(ClassOfByHand.class))
                .singleElement()
                .asString()
                .startsWith("APERTURE-617: " + MadeByHand.class.getName() + ".all() has");
    }
}
