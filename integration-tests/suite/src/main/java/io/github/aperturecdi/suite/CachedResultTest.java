package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.cache.ResultCodec;
import io.github.aperturecdi.suite.ProductCodec.Product;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Date;
import java.util.regex.Pattern;
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
                        Deployments.of(
                                Catalog.class,
                                Isbn.class,
                                ProductCodec.class,
                                ProductCodec.Product.class),
                        "aperture.embedded.policies=META-INF/aperture/none.yaml")
                .addAsResource(
                        new StringAsset("circuit: { components: [] }"),
                        "META-INF/aperture/none.yaml")
                .addAsResource(
                        new StringAsset(ProductCodec.class.getName()),
                        "META-INF/services/" + ResultCodec.class.getName());
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

    @Test
    void arguments_that_differ_where_their_text_does_not_share_no_result() {
        catalog.runs().set(0);
        Pattern any = Pattern.compile(".");
        assertThat(catalog.newSince(new Date(1), any)).isEqualTo("run 1");
        assertThat(catalog.newSince(new Date(2), any)).isEqualTo("run 2");
        assertThat(catalog.newSince(new Date(1), Pattern.compile(".", Pattern.DOTALL)))
                .isEqualTo("run 3");
        assertThat(catalog.newSince(new Date(1), any)).isEqualTo("run 1");
    }

    @Test
    void an_object_counts_by_the_method_that_identifies_it() {
        catalog.runs().set(0);
        assertThat(catalog.book(new Isbn("1"))).isEqualTo("run 1");
        assertThat(catalog.book(new Isbn("2"))).isEqualTo("run 2");
        assertThat(catalog.book(new Isbn("1"))).isEqualTo("run 1");
    }

    @Test
    void a_result_that_its_codec_loses_a_part_of_is_not_cached() {
        catalog.runs().set(0);
        for (int i = 0; i < 2; i++) {
            assertThat(catalog.product("tea", 7)).isEqualTo(new Product("tea", 7));
        }
        assertThat(catalog.runs()).hasValue(2);
        for (int i = 0; i < 2; i++) {
            assertThat(catalog.product("water", 0)).isEqualTo(new Product("water", 0));
        }
        assertThat(catalog.runs()).hasValue(3);
    }
}
