package io.github.aperturecdi.flow.link;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports the answer to one call exactly once, even if the call ends without any. If the reply had
 * arrived before this side ended the call, it is the answer. Otherwise its tokens would be lost.
 */
final class UnaryReply<T> implements StreamObserver<T> {

    private final Consumer<T> answer;
    private final Consumer<Throwable> failure;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable T reply;

    UnaryReply(Consumer<T> answer, Consumer<Throwable> failure) {
        this.answer = answer;
        this.failure = failure;
    }

    /** Reports the status of the call before the answer or failure. */
    static <T> UnaryReply<T> telling(
            Consumer<Status.Code> outcome, Consumer<T> answer, Consumer<Throwable> failure) {
        return new UnaryReply<>(
                reply -> {
                    outcome.accept(Status.Code.OK);
                    answer.accept(reply);
                },
                error -> {
                    outcome.accept(Status.fromThrowable(error).getCode());
                    failure.accept(error);
                });
    }

    /** Reports the status of the call only. */
    static <T> UnaryReply<T> outcome(Consumer<Status.Code> outcome) {
        return telling(outcome, reply -> {}, error -> {});
    }

    @Override
    public void onNext(T value) {
        reply = value;
    }

    @Override
    public void onError(Throwable error) {
        Status.Code code = Status.fromThrowable(error).getCode();
        if (reply != null
                && (code == Status.Code.CANCELLED || code == Status.Code.DEADLINE_EXCEEDED)) {
            onCompleted();
        } else {
            fail(error);
        }
    }

    /**
     * Ends the wait of this side. If the reply is there, it is the answer, though its call goes on.
     */
    void waitNoLonger() {
        if (reply != null) {
            onCompleted();
        }
    }

    private void fail(Throwable error) {
        if (told.compareAndSet(false, true)) {
            failure.accept(error);
        }
    }

    @Override
    public void onCompleted() {
        T answered = reply;
        if (answered == null) {
            fail(Status.INTERNAL.withDescription("no reply").asRuntimeException());
        } else if (told.compareAndSet(false, true)) {
            try {
                answer.accept(answered);
            } catch (RuntimeException | Error e) {
                // A reply that cannot be read is a failure.
                failure.accept(e);
            }
        }
    }
}
