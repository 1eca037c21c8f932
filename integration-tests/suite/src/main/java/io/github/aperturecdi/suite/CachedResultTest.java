package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Results of cached methods, in the embedded agent's cache. */
@ExtendWith(ArquillianExtension.class)
class CachedResultTest {

    @Inject Catalog catalog;

    /** Nothing is limited; a policy is there because the embedded agent wants to find one. */
    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                        Deployments.of(Catalog.class),
                        "aperture.embedded.policies=META-INF/aperture/none.yaml")
                .addAsResource(
                        new StringAsset("circuit: { components: [] }"),
                        "META-INF/aperture/none.yaml");
    }

    @Test
    void a_second_call_with_the_same_arguments_does_not_run() {
        catalog.runs().set(0);
        assertThat(catalog.search("ann", "tea")).isEqualTo("tea for ann, run 1");
        assertThat(catalog.search("ann", "tea")).isEqualTo("tea for ann, run 1");
        assertThat(catalog.runs()).hasValue(1);
    }

    @Test
    void a_call_with_others_runs() {
        catalog.runs().set(0);
        assertThat(catalog.search("bob", "tea")).isEqualTo("tea for bob, run 1");
        assertThat(catalog.search("bo", "btea")).isEqualTo("btea for bo, run 2");
        assertThat(catalog.search("bob", "coffee")).isEqualTo("coffee for bob, run 3");
    }

    @Test
    void marked_parameters_alone_are_the_key() {
        catalog.runs().set(0);
        assertThat(catalog.describe("tea", "ann")).isEqualTo("tea as ann asked, run 1");
        assertThat(catalog.describe("tea", "bob")).isEqualTo("tea as ann asked, run 1");
    }

    @Test
    void a_stage_completes_with_the_cached_result() {
        catalog.runs().set(0);
        assertThat(catalog.searchLater("tea").toCompletableFuture().join()).isEqualTo("tea, run 1");
        assertThat(catalog.searchLater("tea").toCompletableFuture().join()).isEqualTo("tea, run 1");
        assertThat(catalog.runs()).hasValue(1);
    }

    @Test
    void a_uni_has_the_cached_result_as_its_item() {
        catalog.runs().set(0);
        assertThat(catalog.searchLazily("tea").await().indefinitely()).isEqualTo("lazy tea, run 1");
        Uni<String> again = catalog.searchLazily("tea");
        assertThat(again.await().indefinitely()).isEqualTo("lazy tea, run 1");
        assertThat(again.await().indefinitely()).isEqualTo("lazy tea, run 1");
        assertThat(catalog.runs()).hasValue(1);
    }

    @Test
    void an_exception_is_not_cached() throws IOException {
        catalog.runs().set(0);
        assertThatThrownBy(() -> catalog.failOnce("tea")).isInstanceOf(IOException.class);
        assertThat(catalog.failOnce("tea")).isEqualTo("tea, run 2");
        assertThat(catalog.failOnce("tea")).isEqualTo("tea, run 2");
        assertThat(catalog.runs()).hasValue(2);
    }
}
