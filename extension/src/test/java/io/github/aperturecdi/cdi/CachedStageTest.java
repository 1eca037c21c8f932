package io.github.aperturecdi.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stage that the caller of a cached method gets. */
class CachedStageTest {

    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    private final StubAgent agent =
            new StubAgent(Decision.admitted().with(CachedValues.NONE, "receipt"));
    private final FlowControl flows =
            FlowControl.builder().agent(agent).executor(Runnable::run).build();
    private final ApertureInterceptor interceptor = Interceptors.of(flows);

    @AfterEach
    void close() {
        flows.close();
    }

    public static class Catalog {

        final CompletionStage<String> found;

        Catalog(CompletionStage<String> found) {
            this.found = found;
        }

        @ApertureControlled("catalog")
        @ApertureCached(ttl = "10m")
        public CompletionStage<String> find(String product) {
            return found;
        }
    }

    private CompletableFuture<?> find(CompletionStage<String> found) throws Exception {
        Object stage = interceptor.control(new Invocation(new Catalog(found), "find", "tea"));
        return ((CompletionStage<?>) Objects.requireNonNull(stage)).toCompletableFuture();
    }

    @Test
    void a_stage_without_a_future_of_its_own_reaches_the_caller() throws Exception {
        assertThat((Object) find(CompletableFuture.completedStage("tea")).join()).isEqualTo("tea");
        assertThat(agent.cache).hasSize(1);
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    /** As the futures of context propagation may be. */
    private static final class ReadOnly<T> extends CompletableFuture<T> {

        static ReadOnly<String> of(String value) {
            ReadOnly<String> stage = new ReadOnly<>();
            stage.obtrudeValue(value);
            return stage;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new ReadOnly<>();
        }

        @Override
        public boolean complete(T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void so_does_one_of_a_future_that_nobody_may_complete() throws Exception {
        assertThat(find(ReadOnly.of("tea"))).succeedsWithin(WATCHDOG).isEqualTo("tea");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
    }

    @Test
    void so_does_its_failure() throws Exception {
        IllegalStateException failure = new IllegalStateException("sold out");
        assertThat(find(CompletableFuture.failedStage(failure)))
                .failsWithin(WATCHDOG)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isSameAs(failure);
        assertThat(agent.cache).isEmpty();
        assertThat(agent.statuses()).containsExactly(FlowStatus.ERROR);
    }

    /** Its place would come back while the work goes on. */
    @Test
    void a_caller_who_completes_the_stage_does_not_end_the_flow_of_the_work() throws Exception {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<?> stage = find(work);
        stage.completeExceptionally(new IllegalStateException("too late"));
        assertThat(agent.ended).isEmpty();
        work.complete("tea");
        assertThat(agent.statuses()).containsExactly(FlowStatus.OK);
        assertThat(agent.cache).hasSize(1);
    }

    @Test
    void a_caller_who_cancels_the_stage_cancels_the_work() throws Exception {
        CompletableFuture<String> work = new CompletableFuture<>();
        find(work).cancel(true);
        assertThat(work).isCancelled();
        assertThat(agent.statuses()).containsExactly(FlowStatus.UNSET);
        assertThat(agent.cache).isEmpty();
    }

    /** The caller's next action may be another call of the same method. */
    @Test
    void the_result_is_stored_before_the_caller_sees_it() throws Exception {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletableFuture<Integer> stored = find(work).thenApply(tea -> agent.cache.size());
        work.complete("tea");
        assertThat(stored).isCompletedWithValue(1);
    }
}
