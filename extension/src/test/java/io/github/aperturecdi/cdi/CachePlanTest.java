package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Publisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What @ApertureCached may be on, and what is said of all else: what, where, and the remedy. */
class CachePlanTest {

    private static final ClassLoader LOADER = CachePlanTest.class.getClassLoader();

    private static ControlledMethod plan(String name) {
        Method method =
                Arrays.stream(Methods.class.getDeclaredMethods())
                        .filter(candidate -> candidate.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        return MethodPlanner.load(LOADER, RejectionMappers.NONE)
                .plan(Methods.class, method, Bindings.of(Methods.class, method, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text", "number", "data", "stage", "future", "uni", "days", "tiny", "keys", "onlyB"
            })
    void these_are_cached(String method) {
        assertThat(plan(method).caching()).isNotNull();
    }

    @Test
    void without_the_annotation_nothing_is() {
        assertThat(plan("plain").caching()).isNull();
        assertThat(plan("plain").request(new Object[0]).resultCacheKey()).isNull();
    }

    @Test
    void the_request_carries_the_key() {
        var request = plan("text").request(new Object[] {"a"});
        assertThat(request.resultCacheKey()).isNotNull();
        assertThat(request.resultCacheKey().controlPoint()).isEqualTo("cp");
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, APERTURE-800, Remove @ApertureCached",
        "boxedNothing, APERTURE-800, Remove @ApertureCached",
        "laterNothing, APERTURE-800, Remove @ApertureCached",
        "ownStage, APERTURE-801, Return the result itself",
        "uniOfNothing, APERTURE-800, Remove @ApertureCached",
        "multi, APERTURE-801, Return the result itself",
        "publisher, APERTURE-801, Return the result itself",
        "zero, APERTURE-802, Write it as",
        "negative, APERTURE-802, Write it as",
        "long8, APERTURE-802, 7 days for which an agent",
        "soon, APERTURE-802, is not a duration",
        "empty, APERTURE-802, is not a duration",
        "input, APERTURE-803, Add JSON-B or Jackson",
        "anything, APERTURE-803, register a ResultCodec",
        "rawStage, APERTURE-803, register a ResultCodec",
        "array, APERTURE-804, Parameter 2",
        "collection, APERTURE-804, Parameter 1",
        "map, APERTURE-804, Parameter 1",
        "maybeList, APERTURE-804, Parameter 1",
        "textless, APERTURE-804, @FlowCacheKey",
        "recordOfArray, APERTURE-804, Parameter 1",
        "keyOnly, APERTURE-805, Parameter 2"
    })
    void these_are_errors(String method, String id, String remedy) {
        assertThatThrownBy(() -> plan(method))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(id + ": ")
                .hasMessageContaining("Methods." + method)
                .hasMessageContaining(remedy);
    }

    static final class Textless {}

    record Ids(int[] ids) {}

    abstract static class OwnStage implements CompletionStage<String> {}

    @ApertureControlled("cp")
    @SuppressWarnings("rawtypes")
    interface Methods {

        void plain();

        @ApertureCached(ttl = "10m")
        String text(String a);

        @ApertureCached(ttl = "PT10M")
        int number();

        @ApertureCached(ttl = "10m")
        Map<String, List<BigDecimal>> data(URI a, Path b, Optional<String> c, Object d);

        @ApertureCached(ttl = "10m")
        CompletionStage<List<String>> stage();

        @ApertureCached(ttl = "10m")
        CompletableFuture<String> future();

        @ApertureCached(ttl = "7d")
        String days();

        @ApertureCached(ttl = "1ms")
        String tiny();

        @ApertureCached(ttl = "10m")
        String keys(@FlowCacheKey String a, int[] b);

        @ApertureCached(ttl = "10m")
        String onlyB(List<String> a, @FlowCacheKey int b);

        @ApertureCached(ttl = "10m")
        void nothing();

        @ApertureCached(ttl = "10m")
        Void boxedNothing();

        @ApertureCached(ttl = "10m")
        CompletionStage<Void> laterNothing();

        @ApertureCached(ttl = "10m")
        Uni<String> uni();

        @ApertureCached(ttl = "10m")
        Uni<Void> uniOfNothing();

        @ApertureCached(ttl = "10m")
        Multi<String> multi();

        @ApertureCached(ttl = "10m")
        Publisher<String> publisher();

        @ApertureCached(ttl = "10m")
        OwnStage ownStage();

        @ApertureCached(ttl = "0s")
        String zero();

        @ApertureCached(ttl = "PT-1S")
        String negative();

        @ApertureCached(ttl = "169h")
        String long8();

        @ApertureCached(ttl = "soon")
        String soon();

        @ApertureCached(ttl = "")
        String empty();

        @ApertureCached(ttl = "10m")
        InputStream input();

        @ApertureCached(ttl = "10m")
        Object anything();

        @ApertureCached(ttl = "10m")
        CompletionStage rawStage();

        @ApertureCached(ttl = "10m")
        String array(String a, byte[] b);

        @ApertureCached(ttl = "10m")
        String collection(List<String> a);

        @ApertureCached(ttl = "10m")
        String map(Map<String, String> a);

        @ApertureCached(ttl = "10m")
        String maybeList(Optional<List<String>> a);

        @ApertureCached(ttl = "10m")
        String textless(Textless a);

        @ApertureCached(ttl = "10m")
        String recordOfArray(Ids a);

        String keyOnly(String a, @FlowCacheKey String b);
    }
}
