package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.testing.SourceClass;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A deployment with many different mistakes fails, and lists all of them, each with its remedy. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class MisuseTest {

    @ArquillianResource Deployer deployer;

    @Deployment(name = "mistakes", managed = false)
    static WebArchive mistakes() {
        return Deployments.configured(
                Deployments.of(MistakenShop.class.getDeclaredClasses())
                        .addClass(MistakenShop.class),
                "aperture.enabled=false");
    }

    @Deployment(name = "final methods", managed = false)
    static WebArchive finalMethods() {
        return Deployments.configured(
                Deployments.of(SealedShop.class, SealedShop.Sealed.class),
                "aperture.enabled=false");
    }

    @Deployment(name = "client", managed = false)
    static WebArchive client() {
        return Deployments.configured(
                Deployments.of(MistakenClient.class), "aperture.enabled=false");
    }

    @Deployment(name = "sub-resource", managed = false)
    static WebArchive subResource() {
        return Deployments.configured(
                Deployments.of(ShelfClient.class, ShelfClient.Shelf.class),
                "aperture.enabled=false");
    }

    /** As a build without -parameters makes it. */
    @Deployment(name = "nameless", managed = false)
    static WebArchive nameless() {
        SourceClass nameless =
                SourceClass.of(
                        "io.github.aperturecdi.suite.Nameless",
                        """
                        package io.github.aperturecdi.suite;

                        import io.github.aperturecdi.ApertureControlled;
                        import io.github.aperturecdi.FlowLabel;
                        import jakarta.enterprise.context.ApplicationScoped;

                        @ApplicationScoped
                        public class Nameless {

                            @ApertureControlled("checkout")
                            public void order(@FlowLabel String user) {}
                        }
                        """);
        return Deployments.configured(Deployments.of(), "aperture.enabled=false")
                .addAsResource(
                        new ByteArrayAsset(nameless.bytes()),
                        nameless.name().replace('.', '/') + ".class");
    }

    @Test
    @Tag("own-class-files")
    void a_label_without_a_key_where_parameters_have_no_names() {
        assertThat(catchThrowable(() -> deployer.deploy("nameless")))
                .as("the deployment must fail")
                .hasStackTraceContaining(
                        "APERTURE-700: Parameter 1 of"
                                + " io.github.aperturecdi.suite.Nameless.order(java.lang.String)")
                .hasStackTraceContaining("compile with -parameters");
    }

    @Test
    @Tag("http")
    void a_mistake_of_a_rest_clients_interface_is_found_as_well() {
        assertThat(catchThrowable(() -> deployer.deploy("client")))
                .as("the deployment must fail")
                .hasStackTraceContaining(
                        "APERTURE-600: @ApertureControlled of "
                                + MistakenClient.class.getName()
                                + ".price()");
    }

    /** The client itself has no annotation, and what it returns is made by the client. */
    @Test
    @Tag("http")
    void a_sub_resource_of_a_rest_client_with_the_annotation() {
        assertThat(catchThrowable(() -> deployer.deploy("sub-resource")))
                .as("the deployment must fail")
                .hasStackTraceContaining(
                        "APERTURE-617: " + ShelfClient.Shelf.class.getName() + ".count()");
    }

    @Test
    void every_mistake_is_listed_with_its_place_and_remedy() throws IOException {
        String text = failure("mistakes");
        for (Mistake mistake : Mistake.values()) {
            assertThat(text.lines())
                    .as(mistake.name())
                    .anyMatch(
                            line ->
                                    line.contains(mistake.id)
                                            && line.contains(mistake.place)
                                            && line.contains(mistake.remedy));
        }
    }

    @Test
    @Tag("final-methods")
    void final_methods_are_listed_with_the_other_mistakes() throws IOException {
        assertThat(failure("final methods"))
                .contains("APERTURE-603: " + SealedShop.class.getName() + ".fixed()")
                .contains("Remove 'final'")
                .contains("APERTURE-602");
    }

    /** What a failed deployment says, in its exceptions and in the log of its server. */
    private String failure(String deployment) throws IOException {
        Throwable failure = catchThrowable(() -> deployer.deploy(deployment));
        assertThat(failure).as("the deployment must fail").isNotNull();
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .map(Throwable::toString)
                        .collect(Collectors.joining("\n"))
                + ServerLog.text();
    }

    private enum Mistake {
        BLANK_CONTROL_POINT("APERTURE-602", "MistakenShop.blank", "Set a name"),
        BAD_TIMEOUT("APERTURE-600", "MistakenShop.soon", "Write it as 200ms"),
        PRIVATE("APERTURE-603", "MistakenShop.hidden", "Remove 'private'"),
        STATIC("APERTURE-603", "MistakenShop.shared", "Remove 'static'"),
        BOTH("APERTURE-605", "MistakenShop.both", "Remove one"),
        NO_BEAN("APERTURE-604", "Counter", "Give it a scope"),
        ON_AN_INTERFACE("APERTURE-606", "Prices.price", "Put the annotation on the bean"),
        ONE_KEY_TWICE("APERTURE-701", "MistakenShop.twice", "another key"),
        UNKNOWN_STREAM("APERTURE-950", "MistakenShop.unknownStream", "Declare CompletionStage"),
        CACHED_ALONE("APERTURE-607", "MistakenShop.cachedAlone", "Add @ApertureControlled"),
        CACHED_VOID("APERTURE-800", "MistakenShop.cachedVoid", "return the result"),
        CACHED_FOREVER("APERTURE-802", "MistakenShop.cachedForever", "Write it as 30s"),
        CACHED_BY_TEXT("APERTURE-804", "MistakenShop.cachedByText", "pass a String"),
        CONTROLLED_KEY("APERTURE-813", "MistakenShop.controlledKey", "Mark the parameters"),
        CACHE_KEY_ALONE("APERTURE-805", "MistakenShop.keyAlone", "Add @ApertureCached"),
        RESERVED_KEY("APERTURE-702", "MistakenShop.reserved", "Choose another key"),
        CONSTANT_WITHOUT_KEY("APERTURE-704", "MistakenShop.constant", "Write it as key=value"),
        UNKNOWN_PROPERTY("APERTURE-706", "MistakenShop.typo", "'tier'"),
        MANY_IN_ONE_LABEL("APERTURE-707", "MistakenShop.many", "List"),
        NO_FALLBACK("APERTURE-900", "MistakenShop.noFallback", "did you mean 'cached'?"),
        FALLBACK_PARAMETERS("APERTURE-901", "MistakenShop.otherParameters", "Give it"),
        FALLBACK_RESULT("APERTURE-902", "MistakenShop.otherResult", "Return the same type"),
        TWO_ANSWERS("APERTURE-904", "MistakenShop.twoAnswers", "Remove one"),
        UNDECLARED("APERTURE-908", "MistakenShop.undeclared", "Declare it");

        private final String id;
        private final String place;
        private final String remedy;

        Mistake(String id, String place, String remedy) {
            this.id = id;
            this.place = place;
            this.remedy = remedy;
        }
    }
}
