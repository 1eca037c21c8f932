package io.github.aperturecdi.embedded.internal.policy;

import io.github.aperturecdi.embedded.internal.policy.LimiterSpec.Scope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads rate limiters, concurrency limiters, and the schedulers that build on them. */
final class LimiterReader {

    /** The source of a limiter's numbers. */
    interface Amounts {

        /** The number with a name; NaN for none. */
        double amount(String name);

        /** Whether the limiter lets every flow pass. */
        boolean passThrough();
    }

    /** Aperture's default maximum idle time. */
    private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(7200);

    private static final String BUCKET_PORTS = "in_ports: {bucket_capacity: ..., fill_amount: ...}";
    private static final String COUNTER_PORTS = "in_ports: {max_concurrency: ...}";
    private static final String BUCKET_EXAMPLE = "{interval: 30s}";
    private static final String COUNTER_EXAMPLE = "{max_inflight_duration: 60s}";

    private final PolicyNotes notes;
    private final SelectorReader selectors;

    LimiterReader(PolicyNotes notes) {
        this.notes = notes;
        this.selectors = new SelectorReader(notes);
    }

    SelectorReader selectors() {
        return selectors;
    }

    RateLimiterSpec rateLimiter(String id, YamlMapping component, Signals signals) {
        only(component, "parameters", "request_parameters");
        return rateLimiter(id, component, bucketPorts(component, signals));
    }

    /** Reads a rate limiter whose numbers come from another source. */
    RateLimiterSpec rateLimiter(String id, YamlMapping component, Amounts amounts) {
        return bucket(id, component, "parameters", requests(component), amounts);
    }

    ConcurrencyLimiterSpec concurrencyLimiter(String id, YamlMapping component, Signals signals) {
        only(component, "parameters", "request_parameters");
        return concurrencyLimiter(id, component, counterPorts(component, signals));
    }

    ConcurrencyLimiterSpec concurrencyLimiter(String id, YamlMapping component, Amounts amounts) {
        return counter(id, component, "parameters", requests(component), amounts);
    }

    private static YamlMapping requests(YamlMapping component) {
        YamlMapping requests = component.optional("request_parameters");
        requests.only("tokens_label_key", "denied_response_status_code");
        return requests;
    }

    QuotaSchedulerSpec quotaScheduler(String id, YamlMapping component, Signals signals) {
        only(component, "rate_limiter", "scheduler");
        return quotaScheduler(id, component, bucketPorts(component, signals));
    }

    QuotaSchedulerSpec quotaScheduler(String id, YamlMapping component, Amounts amounts) {
        YamlMapping scheduler = component.optional("scheduler");
        return new QuotaSchedulerSpec(
                bucket(id, component, "rate_limiter", scheduler, amounts),
                SchedulerReader.read(scheduler));
    }

    ConcurrencySchedulerSpec concurrencyScheduler(
            String id, YamlMapping component, Signals signals) {
        only(component, "concurrency_limiter", "scheduler");
        return concurrencyScheduler(id, component, counterPorts(component, signals));
    }

    ConcurrencySchedulerSpec concurrencyScheduler(
            String id, YamlMapping component, Amounts amounts) {
        YamlMapping scheduler = component.optional("scheduler");
        return new ConcurrencySchedulerSpec(
                counter(id, component, "concurrency_limiter", scheduler, amounts),
                SchedulerReader.read(scheduler));
    }

    /** Allows the keys that every component has, and two of its own. */
    private static void only(YamlMapping component, String own, String other) {
        component.only("in_ports", "out_ports", own, other, "selectors");
    }

    private static Amounts bucketPorts(YamlMapping component, Signals signals) {
        YamlMapping ports = component.required("in_ports", BUCKET_PORTS);
        ports.only("bucket_capacity", "fill_amount", "pass_through");
        return new Ports(ports, signals);
    }

    private static Amounts counterPorts(YamlMapping component, Signals signals) {
        YamlMapping ports = component.required("in_ports", COUNTER_PORTS);
        ports.only("max_concurrency", "pass_through");
        return new Ports(ports, signals);
    }

    /** How often lazy sync takes tokens per interval, as in Aperture's agent. */
    private static final int DEFAULT_SYNCS = 4;

    /**
     * @param parametersKey the key of the component's parameters
     * @param requests the block with the flows' token label and the status of refused flows
     */
    private RateLimiterSpec bucket(
            String id,
            YamlMapping component,
            String parametersKey,
            YamlMapping requests,
            Amounts amounts) {
        YamlMapping parameters =
                component.required(parametersKey, parametersKey + ": " + BUCKET_EXAMPLE);
        parameters.only(
                "interval",
                "limit_by_label_key",
                "label_key",
                "continuous_fill",
                "max_idle_time",
                "lazy_sync",
                "delay_initial_fill");
        int syncs = lazySync(parameters);
        double capacity = amounts.amount("bucket_capacity");
        double fill = amounts.amount("fill_amount");
        boolean passThrough =
                amounts.passThrough()
                        || capacity == Double.POSITIVE_INFINITY
                        || Double.isNaN(capacity)
                        || Double.isNaN(fill);
        return new RateLimiterSpec(
                scope(id, component, parameters, requests, passThrough),
                capacity,
                fill,
                positive(parameters, "interval"),
                parameters.flagOr("continuous_fill", true),
                parameters.flagOr("delay_initial_fill", false),
                maxIdleTime(parameters),
                syncs);
    }

    /**
     * Reads lazy sync, which has an effect only with a shared store: a single JVM has no other
     * agent to synchronize with.
     *
     * @return the number of times per interval; 0 without lazy sync
     */
    private int lazySync(YamlMapping parameters) {
        YamlMapping lazySync = parameters.optional("lazy_sync");
        lazySync.only("enabled", "num_sync");
        Double times = lazySync.number("num_sync");
        if (times != null && (times < 1 || times != Math.rint(times))) {
            lazySync.problem(
                    "num_sync",
                    PolicyTexts.badValue(
                            times.toString(), "is no positive whole number", "Write 4."));
        }
        if (!lazySync.flagOr("enabled", false)) {
            return 0;
        }
        notes.lazySync(lazySync.line());
        return times == null ? DEFAULT_SYNCS : (int) Math.max(1, times);
    }

    private ConcurrencyLimiterSpec counter(
            String id,
            YamlMapping component,
            String parametersKey,
            YamlMapping requests,
            Amounts amounts) {
        YamlMapping parameters =
                component.required(parametersKey, parametersKey + ": " + COUNTER_EXAMPLE);
        parameters.only("max_inflight_duration", "limit_by_label_key", "max_idle_time");
        double capacity = amounts.amount("max_concurrency");
        boolean passThrough =
                amounts.passThrough()
                        || capacity == Double.POSITIVE_INFINITY
                        || Double.isNaN(capacity);
        return new ConcurrencyLimiterSpec(
                scope(id, component, parameters, requests, passThrough),
                capacity,
                positive(parameters, "max_inflight_duration"),
                maxIdleTime(parameters));
    }

    private Scope scope(
            String id,
            YamlMapping component,
            YamlMapping parameters,
            YamlMapping requests,
            boolean passThrough) {
        String limitBy = parameters.textOr("limit_by_label_key", "");
        String older = parameters.textOr("label_key", "");
        return new Scope(
                id,
                selectors.read(component),
                limitBy.isEmpty() ? older : limitBy,
                requests.textOr("tokens_label_key", ""),
                DeniedStatus.read(requests),
                passThrough);
    }

    private static Duration positive(YamlMapping parameters, String key) {
        parameters.require(key, key + ": 30s");
        Duration duration = parameters.duration(key);
        if (duration != null && duration.isZero()) {
            parameters.problem(
                    key, PolicyTexts.badValue("0", "is not positive", "Write a time such as 30s."));
        }
        return duration == null ? Duration.ZERO : duration;
    }

    private static Duration maxIdleTime(YamlMapping parameters) {
        Duration duration = parameters.duration("max_idle_time");
        return duration == null ? MAX_IDLE_TIME : duration;
    }

    /** A limiter's numbers that come from ports. */
    private record Ports(YamlMapping ports, Signals signals) implements Amounts {

        @Override
        public double amount(String name) {
            ports.require(name, name + ": {constant_signal: {value: 10}}");
            Reading reading = computed(name);
            if (reading != null && reading.value() < 0) {
                ports.problem(
                        name,
                        PolicyTexts.badValue(
                                String.valueOf(reading.value()),
                                "is negative",
                                "Write 0 or more; 0 admits nothing."));
            }
            return reading == null ? Double.NaN : reading.value();
        }

        @Override
        public boolean passThrough() {
            Reading reading = computed("pass_through");
            return reading != null && reading.isTrue();
        }

        private @Nullable Reading computed(String port) {
            Reading reading = signals.on(ports, port);
            if (reading != null && !reading.computed()) {
                YamlMapping source = ports.optional(port);
                source.problem(
                        "signal_name", PolicyTexts.signalName(source.textOr("signal_name", "")));
            }
            return reading;
        }
    }
}
