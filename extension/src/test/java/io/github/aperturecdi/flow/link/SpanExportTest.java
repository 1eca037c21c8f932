package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTracePartialSuccess;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When spans leave, and what becomes of those that do not. */
@Tag("long")
class SpanExportTest {

    private static final Duration BOUND = Duration.ofSeconds(20);

    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch hang = new CountDownLatch(1);
    private volatile SpanExport.Sender sender = request -> ok(0);
    private final SpanExport export =
            new SpanExport(
                    request -> {
                        batches.add(spans(request));
                        return sender.export(request);
                    },
                    Ticker.SYSTEM);

    private static int spans(ExportTraceServiceRequest request) {
        return request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
    }

    private static ExportTraceServiceResponse ok(long rejected) {
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(
                        ExportTracePartialSuccess.newBuilder().setRejectedSpans(rejected))
                .build();
    }

    private ExportTraceServiceResponse hang() {
        try {
            hang.await();
            return ok(0);
        } catch (InterruptedException e) {
            throw Status.CANCELLED.asRuntimeException();
        }
    }

    private int sent() {
        return batches.stream().mapToInt(Integer::intValue).sum();
    }

    @AfterEach
    void close() throws Exception {
        hang.countDown();
        export.close(BOUND);
    }

    @Test
    void a_single_span_is_sent_by_itself() {
        export.add(Ends.admitted("a"), true);
        await().until(() -> batches.equals(List.of(1)));
    }

    @Test
    void many_spans_leave_in_batches() {
        for (int i = 0; i < 5_000; i++) {
            export.add(Ends.admitted("a"), true);
        }
        await().until(() -> sent() == 5_000);
        assertThat(batches).allMatch(n -> n <= 512).hasSizeLessThan(500);
        assertThat(export.dropped()).isZero();
    }

    @Test
    void closing_sends_what_there_is() throws Exception {
        for (int i = 0; i < 10; i++) {
            export.add(Ends.admitted("a"), true);
        }
        export.close(BOUND);
        assertThat(sent()).isEqualTo(10);
        export.add(Ends.admitted("a"), true);
        assertThat(export.dropped()).isEqualTo(1);
    }

    @Test
    void what_an_agent_does_not_take_is_counted_and_not_sent_again() {
        sender =
                request -> {
                    throw Status.UNIMPLEMENTED.asRuntimeException();
                };
        export.add(Ends.admitted("a"), true);
        await().until(() -> export.dropped() == 1);
        sender = request -> ok(2);
        export.add(Ends.admitted("a"), true);
        export.add(Ends.admitted("a"), true);
        await().until(() -> export.dropped() == 3);
        sender = request -> ok(0);
        export.add(Ends.admitted("a"), true);
        await().until(() -> sent() == 4);
        assertThat(export.dropped()).isEqualTo(3);
    }

    @Test
    void no_more_spans_are_counted_than_were_sent_whatever_the_agent_says() {
        sender = request -> ok(Long.MAX_VALUE);
        for (int sent = 1; sent <= 3; sent++) {
            int expected = sent;
            export.add(Ends.admitted("a"), true);
            await().until(() -> batches.size() == expected);
        }
        await().until(() -> export.dropped() == 3);
    }

    @Test
    void an_agent_that_hangs_costs_bounded_memory_and_no_caller_waits() throws Exception {
        sender = request -> hang();
        export.add(Ends.admitted("a"), true);
        await().until(() -> batches.size() == 1);
        for (int i = 0; i < 20_000; i++) {
            export.add(Ends.admitted("a"), true);
        }
        assertThat(batches).hasSize(1);
        assertThat(export.dropped()).isEqualTo(10_000);
        export.close(Duration.ofMillis(10));
        await().until(() -> export.dropped() == 20_001);
    }

    @Test
    void an_error_costs_its_batch_and_not_those_to_come() {
        sender =
                request -> {
                    throw new StackOverflowError();
                };
        export.add(Ends.admitted("a"), true);
        await().until(() -> export.dropped() == 1);
        sender = request -> ok(0);
        export.add(Ends.admitted("a"), true);
        await().until(() -> sent() == 2);
        assertThat(export.dropped()).isEqualTo(1);
    }

    @Test
    void closing_hands_no_further_batch_to_an_agent_that_hangs() throws Exception {
        sender = request -> hang();
        export.add(Ends.admitted("a"), true);
        await().until(() -> batches.size() == 1);
        for (int i = 0; i < 2_000; i++) {
            export.add(Ends.admitted("a"), true);
        }
        export.close(Duration.ofMillis(10));
        await().until(() -> export.dropped() == 2_001);
        assertThat(batches).hasSize(1);
    }

    @Test
    void an_agent_that_hangs_costs_bounded_memory_also_by_large_labels() throws Exception {
        sender = request -> hang();
        export.add(Ends.admitted("a"), true);
        await().until(() -> batches.size() == 1);
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 100; i++) {
            export.add(Ends.holding("a", "held-" + i, large), true);
        }
        // Eight MiB, of spans that are larger than their labels.
        assertThat(export.dropped()).isGreaterThanOrEqualTo(93);
    }

    @Test
    void a_decision_without_a_receipt_has_no_span() throws Exception {
        export.add(Ends.of(FlowRequest.at("a").build(), Decision.unreachable()), true);
        export.close(BOUND);
        assertThat(batches).isEmpty();
        assertThat(export.dropped()).isZero();
    }
}
