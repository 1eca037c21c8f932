package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Tokens;

/** A token source with a bucket in a store. It counts in this JVM while the store is away. */
final class SharedBucketSource implements TokenSource {

    private final BucketSource alone;
    private final StoreQuestions questions;
    private final LimiterId id;
    private TokenBucket.Filling filling;

    SharedBucketSource(
            BucketSource alone, StoreLink link, LimiterId id, TokenBucket.Filling filling) {
        this.alone = alone;
        this.questions = new StoreQuestions(link);
        this.id = id;
        this.filling = filling;
    }

    /** Fills the bucket in another way from now on. */
    void fillBy(TokenBucket.Filling other, long now) {
        filling = other;
        alone.fillBy(other, now);
    }

    @Override
    public TokenSource alone() {
        return alone;
    }

    /** Returns false: the store is asked when the flow has its turn, which is now. */
    @Override
    public boolean takeAtOnce(Queued flow, long now) {
        return false;
    }

    @Override
    public long serve(Queued flow, long now) {
        if (flow.alone) {
            return alone.serve(flow, now);
        }
        if (flow.taken) {
            return Math.max(0, flow.dueAt - now);
        }
        if (flow.ask == null) {
            ask(flow, now);
        }
        if (questions.isPending(flow)) {
            return ASKED;
        }
        Tokens tokens = questions.answer(flow);
        if (tokens == null && questions.isLate(flow)) {
            return REFUSED;
        }
        if (tokens == null) {
            return questions.alone(flow, () -> alone.serve(flow, now));
        }
        remember(flow, tokens.available(), now);
        flow.remaining = tokens.available();
        flow.current = filling.capacity() - flow.remaining;
        if (!tokens.taken()) {
            return REFUSED;
        }
        flow.taken = true;
        flow.dueAt = now + tokens.waitNanos();
        return tokens.waitNanos();
    }

    /** Keeps what the store has said. Values that share a bucket do not fill it for each other. */
    private void remember(Queued flow, double available, long now) {
        boolean own = flow.queue != null && flow.queue.label != null;
        alone.bucket.hold(own ? available : Math.min(available, alone.bucket.available(now)), now);
    }

    private void ask(Queued flow, long now) {
        long longest = Math.max(0, flow.deadline - now);
        questions.<Tokens>ask(
                flow,
                store -> store.take(counter(flow), filling.bucket(), flow.tokens, longest),
                late -> giveBack(flow, late));
    }

    private Counter counter(Queued flow) {
        return StoreLink.counter(id, flow.label);
    }

    private void giveBack(Queued flow, Tokens tokens) {
        if (tokens.taken()) {
            questions.link().giveBack(counter(flow), filling.bucket(), flow.tokens);
        }
    }

    @Override
    public void stopAsking(Queued flow, long now) {
        questions.stopAsking(flow, now);
    }

    @Override
    public void release(Queued flow, long now) {
        if (flow.alone) {
            alone.release(flow, now);
        } else if (flow.ask != null && !flow.ask.abandon()) {
            Tokens tokens = questions.answer(flow);
            if (tokens != null) {
                giveBack(flow, tokens);
            }
        }
    }

    @Override
    public boolean isAsNew(long now, boolean crowded) {
        return alone.isAsNew(now, crowded);
    }
}
