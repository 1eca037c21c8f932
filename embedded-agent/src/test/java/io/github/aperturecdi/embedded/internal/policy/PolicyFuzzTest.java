package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.Answer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;
import io.github.aperturecdi.embedded.internal.engine.WakeTimer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing in a policy file makes the agent fail, hang or grow without bound: policies with seeded
 * changes are read, and what can be read decides about flows. {@code -Daperture.fuzz.rounds} and
 * {@code -Daperture.fuzz.seed} make a longer run, or repeat one.
 */
class PolicyFuzzTest {

    private static final int ROUNDS = Integer.getInteger("aperture.fuzz.rounds", 100);
    private static final long SEED = Long.getLong("aperture.fuzz.seed", 20260101L);

    /** What tears at the edges of YAML, numbers, durations and expressions. */
    private static final List<String> PIECES =
            List.of(
                    "&a",
                    "*a",
                    "<<: *a",
                    "{",
                    "}",
                    "[",
                    "]",
                    ": ",
                    "- ",
                    "|\n",
                    ">\n",
                    "? ",
                    "!!str ",
                    "!x ",
                    "'",
                    "\"",
                    "#",
                    "\t",
                    "\n",
                    "---\n",
                    "...\n",
                    "%YAML 9\n",
                    "\u0000",
                    "\uD800",
                    "\uFEFF",
                    "null",
                    "~",
                    "true",
                    "yes",
                    "NaN",
                    ".nan",
                    "-.inf",
                    "0",
                    "-1",
                    "-0.0",
                    "1e308",
                    "1e-320",
                    "1e999",
                    "9999999999999999999",
                    "0x7fffffffffffffff",
                    "0b1",
                    "010",
                    "1_000",
                    "0s",
                    "-1s",
                    "9223372036.854775807s",
                    "0.000000001s",
                    "1m",
                    "2500ms",
                    "s",
                    "((((((((",
                    "(a+)+$",
                    "a{1000}",
                    "(a{900}){900}",
                    "[^",
                    "\\",
                    "\\Q",
                    "(?P<",
                    "\\pN",
                    "__REQUIRED_FIELD__",
                    "{not: *a}",
                    "&a {any: {of: [*a]}}",
                    "circuit",
                    "components",
                    "blueprint: load-ramping/base\n",
                    "signal_name: FORWARD",
                    "in_ports",
                    "value: ",
                    "special_value: +Inf",
                    "selectors",
                    "control_point: ");

    private static String resource(String name) {
        try (InputStream in =
                PolicyFuzzTest.class.getResourceAsStream("/blueprints/" + name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> policies() {
        return Stream.of(
                        "rate-limiting",
                        "quota-scheduling",
                        "concurrency-limiting",
                        "concurrency-scheduling",
                        "load-ramping")
                .flatMap(name -> Stream.of(name + "-policy", name + "-values"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    @Timeout(600)
    void a_policy_with_changes_is_read_or_refused(String name) {
        String text = resource(name);
        for (int i = 0; i < ROUNDS; i++) {
            long seed = SEED + i;
            String changed = changed(text, new SplittableRandom(seed));
            try {
                decide(read(changed));
            } catch (PolicyException e) {
                assertThat(e.errors())
                        .isNotEmpty()
                        .hasSizeLessThan(2_000)
                        .allSatisfy(error -> assertThat(error).hasSizeLessThan(5_000));
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "-Daperture.fuzz.rounds=1 -Daperture.fuzz.seed=" + seed + "\n" + changed,
                        e);
            }
        }
    }

    private static List<Policy> read(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return PolicyLoader.read("fuzz", List.of(new PolicyFile("p.yaml", content, null)));
    }

    /** Lets flows ask for as long as anything in the policy could matter. */
    private static void decide(List<Policy> policies) {
        ManualTicker ticker = new ManualTicker();
        Engine engine = new Engine(policies, EngineSettings.DEFAULT, ticker, WakeTimer.BY_HAND);
        Map<String, String> labels =
                Map.of(
                        "tenant",
                        "t",
                        "user",
                        "u",
                        "plan",
                        "gold",
                        "tokens",
                        "3",
                        "cost",
                        "1e300",
                        "priority",
                        "-1",
                        "path",
                        "/reports/" + "a".repeat(200));
        for (Policy policy : policies) {
            for (LimiterSpec limiter : policy.limiters()) {
                limiter.scope()
                        .selectors()
                        .forEach(selector -> ask(engine, ticker, selector, labels));
            }
        }
        engine.replace(policies);
        engine.replace(List.of());
    }

    private static void ask(
            Engine engine, ManualTicker ticker, Selector selector, Map<String, String> labels) {
        List<WaitingFlow> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Answer answer =
                    engine.ask(
                            new FlowCheck(
                                    selector.controlPoint(),
                                    labels,
                                    Duration.ofMillis(200).toNanos()));
            if (answer instanceof WaitingFlow flow) {
                waiting.add(flow);
            }
            ticker.pass(Duration.ofMillis(50));
            engine.wake();
        }
        ticker.pass(Duration.ofSeconds(1));
        engine.wake();
        assertThat(waiting).allMatch(WaitingFlow::isDone);
    }

    private static String changed(String text, SplittableRandom random) {
        StringBuilder changed = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            change(changed, random);
        }
        return changed.toString();
    }

    private static void change(StringBuilder text, SplittableRandom random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(20));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        switch (random.nextInt(7)) {
            case 0 -> text.insert(at, piece);
            case 1 -> text.replace(at, end, piece);
            case 2 -> text.delete(at, end);
            case 3 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(50)));
            case 4 -> valueOfLine(text, at, piece);
            case 5 -> text.insert(at, text.substring(random.nextInt(at + 1), at));
            default -> text.setLength(at);
        }
    }

    /** Another value behind the next colon. */
    private static void valueOfLine(StringBuilder text, int at, String piece) {
        int colon = text.indexOf(": ", at);
        int end = colon < 0 ? -1 : text.indexOf("\n", colon);
        if (end >= 0) {
            text.replace(colon + 2, end, piece);
        }
    }

    @Test
    @Timeout(60)
    void aliases_that_multiply_are_refused() {
        StringBuilder laughs = new StringBuilder("circuit:\n  components:\n");
        laughs.append("    - flow_control:\n        rate_limiter:\n          selectors:\n");
        laughs.append("            - control_point: a\n              label_matcher:\n");
        laughs.append(
                "                expression:\n                  all:\n                    of:\n");
        laughs.append("                      - &e0 {label_exists: a}\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("                      - &e" + i + " {all: {of: [");
            laughs.append(("*e" + (i - 1) + ", ").repeat(9)).append("]}}\n");
        }
        try {
            read(laughs.toString());
            throw new AssertionError("read");
        } catch (PolicyException e) {
            assertThat(e.errors()).anyMatch(error -> error.contains("APERTURE-222"));
        }
    }
}
