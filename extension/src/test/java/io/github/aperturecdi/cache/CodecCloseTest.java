package io.github.aperturecdi.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.testing.StubAgent;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Codecs that hold something are closed with the application. */
class CodecCloseTest {

    private final List<String> closed = new ArrayList<>();

    /** Holds something. */
    private final class Holding implements ResultCodec, AutoCloseable {

        private final String name;

        Holding(String name) {
            this.name = name;
        }

        @Override
        public boolean handles(Type type) {
            return type == Integer.class;
        }

        @Override
        public byte[] encode(Object result, Type type) {
            return result.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes, Type type) {
            return Integer.valueOf(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            closed.add(name);
            if (name.equals("failing")) {
                throw new IllegalStateException("this codec fails on purpose");
            }
        }
    }

    @Test
    void each_is_closed_also_after_one_that_fails() {
        ResultCaches caches =
                new ResultCaches(
                        new ResultCodecs(List.of(new Holding("failing"), new Holding("other"))));
        caches.close();
        assertThat(closed).containsExactly("failing", "other");
    }

    /** A call that outlives the application, so to speak. */
    @Test
    void a_result_that_comes_after_the_close_is_not_stored() throws Exception {
        StubAgent agent = new StubAgent(Decision.admitted().with(CachedValues.NONE, "receipt"));
        ResultCaches caches = new ResultCaches(new ResultCodecs(List.of()));
        Method method = CacheMethods.of(Calls.class, "text");
        ResultCaching plan =
                Objects.requireNonNull(caches.of(Calls.class, method, "Calls.text", null));
        FlowControl flows = FlowControl.builder().agent(agent).build();
        FlowRequest request = FlowRequest.at("calls").resultCacheKey("key").build();
        Callable<@Nullable Object> work = plan.around(() -> "result");
        caches.close();
        assertThat(flows.start(request).run(work)).isEqualTo("result");
        assertThat(agent.cache).isEmpty();
    }

    /** A cached method. */
    interface Calls {
        @ApertureCached(ttl = "1m")
        String text(String argument);
    }
}
