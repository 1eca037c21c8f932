package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.cache.ExactKeyTest.Box;
import io.github.aperturecdi.cache.ExactKeyTest.Money;
import java.net.InetAddress;
import java.net.URL;
import java.util.Calendar;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A type without an exact text cannot be part of a key, which is an error of the deployment. */
class InexactKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "money",
                "moneyInRecord",
                "moneyInBox",
                "maybeMoney",
                "moneyVariable",
                "open",
                "openSealed",
                "twice",
                "withParameter",
                "staticText",
                "moneyText",
                "calendar",
                "zone",
                "url",
                "address",
                "builder",
                "counter",
                "type",
                "bytes",
                "texts"
            })
    void a_type_without_an_exact_text_fails_the_deployment(String method) {
        assertThatThrownBy(() -> CacheMethods.plan(Refused.class, method, CacheMethods.plain()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("APERTURE-804: Parameter 1 of Refused." + method)
                .hasMessageContaining("@FlowCacheKey");
    }

    @Test
    void a_controlled_method_is_not_the_text_of_an_object() {
        assertThatThrownBy(() -> CacheMethods.plan(Confused.class, "search", CacheMethods.plain()))
                .hasMessageContaining("APERTURE-813: Confused.search has @FlowCacheKey");
    }

    record Priced(String name, Money price) {}

    interface Open {}

    sealed interface OpenSealed permits OpenRecord, OpenClass {}

    record OpenRecord(int a) implements OpenSealed {}

    static non-sealed class OpenClass implements OpenSealed {}

    static final class Twice {

        @FlowCacheKey
        String a() {
            return "";
        }

        @FlowCacheKey
        String b() {
            return "";
        }
    }

    static final class WithParameter {

        @FlowCacheKey
        String a(int b) {
            return "";
        }
    }

    static final class StaticText {

        @FlowCacheKey
        static String a() {
            return "";
        }
    }

    static final class MoneyText {

        @FlowCacheKey
        Money a() {
            return new Money(1);
        }
    }

    interface Refused {

        @ApertureCached(ttl = "1m")
        String money(Money a);

        @ApertureCached(ttl = "1m")
        String moneyInRecord(Priced a);

        @ApertureCached(ttl = "1m")
        String moneyInBox(Box<Box<Money>> a);

        @ApertureCached(ttl = "1m")
        String maybeMoney(Optional<? extends Money> a);

        @ApertureCached(ttl = "1m")
        <M extends Money> String moneyVariable(M a);

        @ApertureCached(ttl = "1m")
        String open(Open a);

        @ApertureCached(ttl = "1m")
        String openSealed(OpenSealed a);

        @ApertureCached(ttl = "1m")
        String twice(Twice a);

        @ApertureCached(ttl = "1m")
        String withParameter(WithParameter a);

        @ApertureCached(ttl = "1m")
        String staticText(StaticText a);

        @ApertureCached(ttl = "1m")
        String moneyText(MoneyText a);

        @ApertureCached(ttl = "1m")
        String calendar(Calendar a);

        @ApertureCached(ttl = "1m")
        String zone(TimeZone a);

        @ApertureCached(ttl = "1m")
        String url(URL a);

        @ApertureCached(ttl = "1m")
        String address(InetAddress a);

        @ApertureCached(ttl = "1m")
        String builder(StringBuilder a);

        @ApertureCached(ttl = "1m")
        String counter(AtomicInteger a);

        @ApertureCached(ttl = "1m")
        String type(Class<?> a);

        @ApertureCached(ttl = "1m")
        String bytes(byte[] a);

        @ApertureCached(ttl = "1m")
        String texts(List<String> a);
    }

    static class Confused {

        @FlowCacheKey
        @ApertureCached(ttl = "1m")
        String search(String text) {
            return text;
        }
    }
}
