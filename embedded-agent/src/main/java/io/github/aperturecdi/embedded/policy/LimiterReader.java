package io.github.aperturecdi.embedded.policy;

import io.github.aperturecdi.embedded.policy.LimiterSpec.Scope;
import io.github.aperturecdi.proto.check.v1.StatusCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads rate limiters and concurrency limiters. */
final class LimiterReader {

    /** Aperture's default. */
    private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(7200);

    private static final String DURATION_REMEDY = "Write a time such as 30s.";

    private final SelectorReader selectors;

    LimiterReader(SelectorReader selectors) {
        this.selectors = selectors;
    }

    RateLimiterSpec rateLimiter(String componentId, YamlMapping component) {
        YamlMapping ports =
                section(
                        component,
                        "in_ports",
                        "in_ports: {bucket_capacity: ..., fill_amount: ...}");
        YamlMapping parameters = section(component, "parameters", "parameters: {interval: 30s}");
        if (ports != null) {
            ports.only("bucket_capacity", "fill_amount", "pass_through");
        }
        if (parameters != null) {
            parameters.only(
                    "interval",
                    "limit_by_label_key",
                    "label_key",
                    "continuous_fill",
                    "max_idle_time",
                    "lazy_sync",
                    "delay_initial_fill");
            // Nothing to sync with in one process, but the shape is still the controller's.
            YamlMapping lazySync = parameters.block("lazy_sync");
            if (lazySync != null) {
                lazySync.only("enabled", "num_sync");
            }
        }
        double capacity = amount(ports, "bucket_capacity");
        double fill = amount(ports, "fill_amount");
        boolean passThrough =
                passThrough(ports)
                        || capacity == Double.POSITIVE_INFINITY
                        || Double.isNaN(capacity)
                        || Double.isNaN(fill);
        return new RateLimiterSpec(
                scope(componentId, component, parameters, passThrough),
                capacity,
                fill,
                positive(parameters, "interval"),
                flag(parameters, "continuous_fill", true),
                flag(parameters, "delay_initial_fill", false),
                maxIdleTime(parameters));
    }

    ConcurrencyLimiterSpec concurrencyLimiter(String componentId, YamlMapping component) {
        YamlMapping ports = section(component, "in_ports", "in_ports: {max_concurrency: ...}");
        YamlMapping parameters =
                section(component, "parameters", "parameters: {max_inflight_duration: 60s}");
        if (ports != null) {
            ports.only("max_concurrency", "pass_through");
        }
        if (parameters != null) {
            parameters.only("max_inflight_duration", "limit_by_label_key", "max_idle_time");
        }
        double capacity = amount(ports, "max_concurrency");
        boolean passThrough =
                passThrough(ports)
                        || capacity == Double.POSITIVE_INFINITY
                        || Double.isNaN(capacity);
        return new ConcurrencyLimiterSpec(
                scope(componentId, component, parameters, passThrough),
                capacity,
                positive(parameters, "max_inflight_duration"),
                maxIdleTime(parameters));
    }

    private static @Nullable YamlMapping section(
            YamlMapping component, String key, String example) {
        component.require(key, example);
        return component.block(key);
    }

    private Scope scope(
            String componentId,
            YamlMapping component,
            @Nullable YamlMapping parameters,
            boolean passThrough) {
        component.only("in_ports", "out_ports", "parameters", "request_parameters", "selectors");
        YamlMapping request = component.block("request_parameters");
        String tokensLabelKey = "";
        int deniedStatus = 0;
        if (request != null) {
            request.only("tokens_label_key", "denied_response_status_code");
            tokensLabelKey = text(request, "tokens_label_key");
            deniedStatus = status(request);
        }
        String limitBy = text(parameters, "limit_by_label_key");
        return new Scope(
                componentId,
                selectors.read(component),
                limitBy.isEmpty() ? text(parameters, "label_key") : limitBy,
                tokensLabelKey,
                deniedStatus,
                passThrough);
    }

    private static boolean isRefusal(StatusCode code) {
        return code != StatusCode.UNRECOGNIZED && code.getNumber() >= 400;
    }

    private static int status(YamlMapping request) {
        String key = "denied_response_status_code";
        Double number = request.has(key) ? Scalars.numberOf(request.node(key)) : null;
        String name = number == null ? request.text(key) : null;
        if (number == null && name == null) {
            return 0;
        }
        for (StatusCode code : StatusCode.values()) {
            if (isRefusal(code)
                    && (code.name().equals(name)
                            || (number != null && code.getNumber() == number))) {
                return code.getNumber();
            }
        }
        List<String> names =
                Stream.of(StatusCode.values())
                        .filter(LimiterReader::isRefusal)
                        .map(StatusCode::name)
                        .toList();
        request.problem(
                key,
                PolicyTexts.badValue(
                        name == null ? String.valueOf(number) : name,
                        "is no status code of Aperture for a refusal",
                        "Write a name such as " + String.join(", ", names) + "."));
        return 0;
    }

    /**
     * The constant on a port; NaN for an invalid signal, and for none at all, which is reported.
     */
    private static double amount(@Nullable YamlMapping ports, String port) {
        if (ports == null) {
            return Double.NaN;
        }
        ports.require(port, port + ": {constant_signal: {value: 10}}");
        Double amount = Ports.constant(ports, port);
        if (amount != null && amount < 0) {
            ports.problem(
                    port,
                    PolicyTexts.badValue(
                            amount.toString(),
                            "is negative",
                            "Write 0 or more; 0 admits nothing."));
        }
        return amount == null ? Double.NaN : amount;
    }

    /** As the controller reads a signal as a yes or no: any valid number but 0 is a yes. */
    private static boolean passThrough(@Nullable YamlMapping ports) {
        Double signal = ports == null ? null : Ports.constant(ports, "pass_through");
        return signal != null && !signal.isNaN() && signal != 0;
    }

    private static Duration positive(@Nullable YamlMapping parameters, String key) {
        if (parameters == null) {
            return Duration.ZERO;
        }
        parameters.require(key, key + ": 30s");
        Duration duration = parameters.duration(key);
        if (duration != null && duration.isZero()) {
            parameters.problem(key, PolicyTexts.badValue("0", "is not positive", DURATION_REMEDY));
        }
        return duration == null ? Duration.ZERO : duration;
    }

    private static Duration maxIdleTime(@Nullable YamlMapping parameters) {
        Duration duration = parameters == null ? null : parameters.duration("max_idle_time");
        return duration == null ? MAX_IDLE_TIME : duration;
    }

    private static boolean flag(@Nullable YamlMapping parameters, String key, boolean otherwise) {
        Boolean flag = parameters == null ? null : parameters.flag(key);
        return flag == null ? otherwise : flag;
    }

    private static String text(@Nullable YamlMapping block, String key) {
        String text = block == null ? null : block.text(key);
        return text == null ? "" : text;
    }
}
