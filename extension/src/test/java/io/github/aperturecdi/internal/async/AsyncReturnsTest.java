package io.github.aperturecdi.internal.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.internal.FirstOfEach;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Processor;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SubmissionPublisher;
import org.glassfish.jersey.server.ChunkedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which results are waited for, and which cannot be. */
class AsyncReturnsTest {

    private abstract static class OwnStage implements CompletionStage<String> {}

    private abstract static class OwnUni implements Uni<String> {}

    private final AsyncReturns kinds = new AsyncReturns(getClass().getClassLoader());

    @ParameterizedTest
    @ValueSource(
            classes = {
                CompletionStage.class,
                CompletableFuture.class,
                OwnStage.class,
                Uni.class,
                Multi.class,
                Publisher.class,
                org.reactivestreams.Publisher.class
            })
    void what_can_be_followed(Class<?> type) {
        assertThat(kinds.of(type, "Shop.order")).isNotNull();
    }

    /** A defect of official SDKs: the flow would end when the method returns. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                Future.class,
                ScheduledFuture.class,
                Processor.class,
                SubmissionPublisher.class,
                org.reactivestreams.Processor.class,
                Subscriber.class,
                org.reactivestreams.Subscriber.class,
                OwnUni.class,
                ChunkedOutput.class,
                io.vertx.core.Future.class
            })
    void what_goes_on_unseen_is_refused(Class<?> type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kinds.of(type, "Shop.order"))
                .withMessageContainingAll("APERTURE-950", "Shop.order", type.getName(), "Declare");
    }

    @Test
    void what_is_there_on_return() {
        for (Class<?> type : List.of(void.class, int.class, String.class, Object.class)) {
            assertThat(kinds.of(type, "Shop.order")).isNull();
        }
    }

    /** Its copies are classes that are made at run time. */
    static class MadeStage extends CompletableFuture<String> {}

    @Test
    void classes_that_are_made_at_run_time_do_not_fill_the_memory() throws Exception {
        byte[] code;
        try (InputStream file =
                getClass().getResourceAsStream("AsyncReturnsTest$MadeStage.class")) {
            code = Objects.requireNonNull(file).readAllBytes();
        }
        for (int i = 0; i < FirstOfEach.MAX; i++) {
            assertThat(kinds.in(made(code))).isNotNull();
        }
        WeakReference<Class<?>> last = new WeakReference<>(follow(made(code)));
        await().until(
                        () -> {
                            System.gc();
                            return last.get() == null;
                        });
    }

    private Class<?> follow(Object stage) {
        assertThat(kinds.in(stage)).extracting(AsyncReturns.Found::kind).isNotNull();
        return stage.getClass();
    }

    private static Object made(byte[] code) throws ReflectiveOperationException {
        return MethodHandles.lookup()
                .defineHiddenClass(code, false)
                .lookupClass()
                .getDeclaredConstructor()
                .newInstance();
    }
}
