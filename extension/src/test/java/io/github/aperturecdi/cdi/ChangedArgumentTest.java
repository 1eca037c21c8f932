package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.testing.StubAgent;
import io.smallrye.mutiny.Uni;
import java.util.Date;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An argument may change between the call of a cached method and its run. */
class ChangedArgumentTest {

    private final StubAgent agent =
            new StubAgent(Decision.admitted().with(CachedValues.NONE, "receipt"));
    private final FlowControl flows =
            FlowControl.builder().agent(agent).executor(Runnable::run).build();
    private final ApertureInterceptor interceptor = Interceptors.of(flows);

    @AfterEach
    void close() {
        flows.close();
    }

    public static class Diary {

        @ApertureControlled("diary")
        @ApertureCached(ttl = "10m")
        public Uni<String> page(Date day) {
            return Uni.createFrom().item("page of " + day.getTime());
        }
    }

    public static final class Page {

        private int reads;

        @FlowCacheKey
        public int number() {
            reads++;
            return 1;
        }
    }

    public static class Book {

        @ApertureControlled("book")
        @ApertureCached(ttl = "10m")
        public String text(Page page) {
            return "text";
        }
    }

    /** The method may be slow. Only time before the run makes another look at it necessary. */
    @Test
    void the_key_of_a_method_that_runs_at_once_is_read_once() throws Exception {
        for (int call = 0; call < 2; call++) {
            Page page = new Page();
            interceptor.control(new Invocation(new Book(), "text", page));
            assertThat(page.reads).as("call %s", call).isEqualTo(1);
            assertThat(agent.cache).hasSize(1);
        }
    }

    private Uni<?> page(Date day) throws Exception {
        return (Uni<?>)
                Objects.requireNonNull(
                        interceptor.control(new Invocation(new Diary(), "page", day)));
    }

    @Test
    void its_result_is_neither_stored_under_nor_read_by_the_earlier_key() throws Exception {
        Date day = new Date(1);
        Uni<?> changed = page(day);
        day.setTime(2);
        assertThat((Object) changed.await().indefinitely()).isEqualTo("page of 2");
        assertThat(agent.cache).isEmpty();
        assertThat((Object) page(new Date(1)).await().indefinitely()).isEqualTo("page of 1");
        assertThat(agent.cache).hasSize(1);
        day.setTime(1);
        Uni<?> changedAgain = page(day);
        day.setTime(2);
        assertThat((Object) changedAgain.await().indefinitely()).isEqualTo("page of 2");
    }
}
