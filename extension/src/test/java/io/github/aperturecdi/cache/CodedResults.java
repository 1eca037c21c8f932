package io.github.aperturecdi.cache;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.internal.jackson.JacksonCodec;
import io.github.aperturecdi.internal.jsonb.JsonbCodec;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Calls whose results pass through a codec, and results of many types. */
abstract class CodedResults {

    /** A codec and what a method of {@link Results} returns. */
    record Case(ResultCodec codec, String method, Object result) {

        @Override
        public String toString() {
            return codec.getClass().getSimpleName()
                    + " "
                    + method
                    + " "
                    + result.getClass().getName();
        }
    }

    final StubAgent agent = new StubAgent(Decision.admitted().with(CachedValues.NONE, "receipt"));
    final FlowControl flows = FlowControl.builder().agent(agent).executor(Runnable::run).build();
    final LoggedMessages log = new LoggedMessages(ResultCaching.class.getName());

    @AfterEach
    void close() {
        log.close();
        flows.close();
    }

    static ResultCaching plan(String method, ResultCodec... codecs) {
        return Objects.requireNonNull(
                CacheMethods.plan(Results.class, method, CacheMethods.plain(codecs)));
    }

    @Nullable Object call(ResultCaching plan, Callable<Object> work) throws Exception {
        String key = Objects.requireNonNull(plan.key(new Object[0]));
        Flow flow = flows.start(FlowRequest.at("products").resultCacheKey(key).build());
        return flow.run(plan.around(work));
    }

    static Stream<Case> withEachCodec(Object... methodsAndResults) {
        return Stream.of(new JsonbCodec(), new JacksonCodec())
                .flatMap(
                        codec -> {
                            List<Case> cases = new ArrayList<>();
                            for (int i = 0; i < methodsAndResults.length; i += 2) {
                                String method = (String) methodsAndResults[i];
                                cases.add(new Case(codec, method, methodsAndResults[i + 1]));
                            }
                            return cases.stream();
                        });
    }

    /** Not in the order of their hashes. */
    static <C extends Collection<String>> C filled(C elements) {
        for (int i = 1; i <= 40; i++) {
            elements.add("element " + i * 7919 % 41);
        }
        return elements;
    }

    public enum Level {
        LOW,
        HIGH
    }

    /** No library sees its field. */
    public static final class Hidden {

        private int secret;

        public Hidden() {}

        Hidden(int secret) {
            this.secret = secret;
        }
    }

    public record Holder(Hidden held) {}

    /** Has a field without a getter. */
    public static final class Partly {

        private @Nullable String name;
        private int price;

        public Partly() {}

        Partly(String name, int price) {
            this.name = name;
            this.price = price;
        }

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static final class WithTransient {

        private @Nullable String name;
        private transient int count;

        public WithTransient() {}

        WithTransient(String name, int count) {
            this.name = name;
            this.count = count;
        }

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static class Base {

        private @Nullable String name;

        public Base() {}

        Base(String name) {
            this.name = name;
        }

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static final class Derived extends Base {

        private final int more;

        Derived(String name, int more) {
            super(name);
            this.more = more;
        }
    }

    /** Anything is in it. */
    public static final class Loose {

        private @Nullable Object value;

        public Loose() {}

        Loose(@Nullable Object value) {
            this.value = value;
        }

        public @Nullable Object getValue() {
            return value;
        }

        public void setValue(Object value) {
            this.value = value;
        }
    }

    public static final class OwnList extends ArrayList<String> {

        private static final long serialVersionUID = 1;

        OwnList(String element) {
            add(element);
        }
    }

    public record Point(int x, double y, String name, Long more, Level level, int[] numbers) {}

    /** Can be read only once. */
    public record Rows(int count, Iterator<String> rows) {}

    interface Results {

        @ApertureCached(ttl = "1m")
        Rows rows();

        @ApertureCached(ttl = "1m")
        Iterable<String> iterable();

        @ApertureCached(ttl = "1m")
        byte[] bytes();

        @ApertureCached(ttl = "1m")
        Hidden hidden();

        @ApertureCached(ttl = "1m")
        List<Hidden> hiddenInList();

        @ApertureCached(ttl = "1m")
        List<List<Hidden>> hiddenInLists();

        @ApertureCached(ttl = "1m")
        Hidden[] hiddenInArray();

        @ApertureCached(ttl = "1m")
        Map<String, Hidden> hiddenInMap();

        @ApertureCached(ttl = "1m")
        Holder hiddenInRecord();

        @ApertureCached(ttl = "1m")
        Optional<Hidden> hiddenMaybe();

        @ApertureCached(ttl = "1m")
        CompletionStage<List<Hidden>> hiddenLater();

        @ApertureCached(ttl = "1m")
        Uni<List<Hidden>> hiddenLazily();

        @ApertureCached(ttl = "1m")
        Partly partly();

        @ApertureCached(ttl = "1m")
        List<Partly> partlyInList();

        @ApertureCached(ttl = "1m")
        WithTransient withTransient();

        @ApertureCached(ttl = "1m")
        Base base();

        @ApertureCached(ttl = "1m")
        List<Base> bases();

        @ApertureCached(ttl = "1m")
        Loose loose();

        @ApertureCached(ttl = "1m")
        List<String> texts();

        @ApertureCached(ttl = "1m")
        Collection<String> someTexts();

        @ApertureCached(ttl = "1m")
        Set<String> set();

        @ApertureCached(ttl = "1m")
        LinkedHashSet<String> linkedSet();

        @ApertureCached(ttl = "1m")
        SortedSet<String> sortedSet();

        @ApertureCached(ttl = "1m")
        SortedMap<String, String> sortedMap();

        @ApertureCached(ttl = "1m")
        Map<String, String> map();

        @ApertureCached(ttl = "1m")
        Queue<String> queue();

        @ApertureCached(ttl = "1m")
        Date date();

        @ApertureCached(ttl = "1m")
        Calendar calendar();

        @ApertureCached(ttl = "1m")
        Point record();
    }
}
