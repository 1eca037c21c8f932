package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one flow control, see {@link FlowControl#builder()}. A method that gets null
 * throws a {@link NullPointerException} that names the setting, unless the method accepts null.
 */
public final class FlowControlBuilder {

    /** The default maximum length of a label's value, in characters. */
    public static final int DEFAULT_MAX_LABEL_LENGTH = LabelBounds.DEFAULT_MAX_LENGTH;

    /** The least value of {@link #maxLabelLength}: the length of a hash. */
    public static final int MIN_MAX_LABEL_LENGTH = LabelBounds.MIN_MAX_LENGTH;

    /** The default keys of labels whose values are numbers of tokens. */
    public static final Set<String> DEFAULT_TOKEN_KEYS = Set.of("tokens");

    /** The default keys of labels by which schedulers weigh flows. */
    public static final Set<String> DEFAULT_SCHEDULING_KEYS =
            Set.of("fairness", "priority", "workload");

    @Nullable Agent agent;
    Duration timeout = ControlPointSettings.DEFAULT.defaultTimeout();
    Duration shutdownTimeout = FlowControl.DEFAULT_SHUTDOWN_TIMEOUT;
    OnUnreachable onUnreachable = ControlPointSettings.DEFAULT.defaultOnUnreachable();
    @Nullable FlowSettings settings;
    AmbientLabels labels = AmbientLabels.NONE;
    AmbientLabels clientLabels = AmbientLabels.NONE;
    Map<String, Set<String>> ownLabels = Map.of();
    int maxLabelLength = DEFAULT_MAX_LABEL_LENGTH;
    Set<String> schedulingKeys = DEFAULT_SCHEDULING_KEYS;
    CallerExecutor completions = CallerExecutor.OF_THE_JDK;
    Set<String> tokenKeys = DEFAULT_TOKEN_KEYS;
    BooleanSupplier onEventLoop = () -> false;
    @Nullable Object serializedAs;
    final List<FlowObserver> observers = new ArrayList<>();
    Ticker ticker = Ticker.SYSTEM;
    private boolean built;

    FlowControlBuilder() {}

    /**
     * The labels whose values are numbers of tokens. A negative, infinite or NaN number is left
     * out, as it would do harm at the agent.
     *
     * @param tokenKeys the keys; default {@link #DEFAULT_TOKEN_KEYS}
     * @return this
     */
    public FlowControlBuilder tokenKeys(Set<String> tokenKeys) {
        this.tokenKeys = Set.copyOf(Objects.requireNonNull(tokenKeys, "tokenKeys"));
        return this;
    }

    /**
     * Sets the agent that decides.
     *
     * @param agent the agent, which the flow control closes; null admits every flow
     * @return this
     */
    public FlowControlBuilder agent(@Nullable Agent agent) {
        this.agent = agent;
        return this;
    }

    /**
     * How long a decision may take if the request sets no timeout.
     *
     * @param timeout the time, positive; default {@link FlowControl#DEFAULT_TIMEOUT}
     * @return this
     * @throws IllegalArgumentException if the time is not positive
     */
    public FlowControlBuilder timeout(Duration timeout) {
        this.timeout = Arguments.requirePositive(Objects.requireNonNull(timeout, "timeout"));
        return this;
    }

    /**
     * How long {@link FlowControl#close} waits for the flows under way.
     *
     * @param shutdownTimeout the time, zero for no wait; default {@link
     *     FlowControl#DEFAULT_SHUTDOWN_TIMEOUT}
     * @return this
     * @throws IllegalArgumentException if the time is negative
     */
    public FlowControlBuilder shutdownTimeout(Duration shutdownTimeout) {
        this.shutdownTimeout = Arguments.requireShutdownTimeout(shutdownTimeout);
        return this;
    }

    /**
     * Whether flows without a decision in time run.
     *
     * @param onUnreachable default {@link OnUnreachable#ADMIT}
     * @return this
     */
    public FlowControlBuilder onUnreachable(OnUnreachable onUnreachable) {
        this.onUnreachable = Objects.requireNonNull(onUnreachable, "onUnreachable");
        return this;
    }

    /**
     * The settings of operators, in place of {@link #timeout} and {@link #onUnreachable}.
     *
     * @param settings the settings, read for every flow and closed with the flow control
     * @return this
     */
    public FlowControlBuilder settings(FlowSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /**
     * The executor that completes the futures of {@link FlowControl#startAsync(FlowRequest)} and of
     * the caches, so that chained actions run there. The caller's context is not passed on to its
     * threads. If it runs tasks on the calling thread, chained actions must not block: that thread
     * serves the agent, and also ends other flows' waits.
     *
     * @param executor the executor, which is not closed; if it rejects a task, the default one runs
     *     the task. Default: {@link java.util.concurrent.ForkJoinPool#commonPool()}
     * @return this
     */
    public FlowControlBuilder executor(Executor executor) {
        completions = CallerExecutor.on(Objects.requireNonNull(executor, "executor"));
        return this;
    }

    /**
     * Tells which threads must not wait. On these, {@link FlowControl#start} sends a check only to
     * an agent that decides at once, such as the embedded one. Otherwise it returns at once without
     * a decision, and the log names the control point once.
     *
     * @param onEventLoop returns whether the current thread must not wait; default: every thread
     *     may wait
     * @return this
     */
    public FlowControlBuilder onEventLoop(BooleanSupplier onEventLoop) {
        this.onEventLoop = Objects.requireNonNull(onEventLoop, "onEventLoop");
        return this;
    }

    /**
     * Labels that every flow gets from its surroundings.
     *
     * @param labels the source; default {@link AmbientLabels#NONE}
     * @return this
     */
    public FlowControlBuilder labels(AmbientLabels labels) {
        this.labels = Objects.requireNonNull(labels, "labels");
        return this;
    }

    /**
     * Labels that clients of the application write, such as baggage. All other labels take
     * precedence. Labels of clients never set a key that the request, its constants or the control
     * point's settings may set, with or without a value for this flow, nor one of {@link
     * #tokenKeys} and {@link #schedulingKeys}.
     *
     * @param labels the source, without keys that {@link #labels} may set; default {@link
     *     AmbientLabels#NONE}
     * @return this
     */
    public FlowControlBuilder clientLabels(AmbientLabels labels) {
        clientLabels = Objects.requireNonNull(labels, "clientLabels");
        return this;
    }

    /**
     * The labels by which schedulers weigh flows. Policies name them as {@code priority_label_key},
     * {@code workload_label_key} and {@code fairness_label_key}. {@link #clientLabels} never set
     * them.
     *
     * @param keys the keys; default {@link #DEFAULT_SCHEDULING_KEYS}
     * @return this
     */
    public FlowControlBuilder schedulingKeys(Set<String> keys) {
        schedulingKeys = Set.copyOf(Objects.requireNonNull(keys, "schedulingKeys"));
        return this;
    }

    /**
     * The labels that flows of a control point may set, in addition to those of the request itself.
     * If one flow of the control point sets a label, {@link #clientLabels} never set it in any
     * other.
     *
     * @param keys the keys by control point; default none
     * @return this
     */
    public FlowControlBuilder ownLabels(Map<String, Set<String>> keys) {
        ownLabels = Map.copyOf(Objects.requireNonNull(keys, "ownLabels"));
        return this;
    }

    /**
     * The maximum length of a label's value. A longer value is sent as its beginning and the
     * SHA-256 of the whole value, within that length, so different values stay different.
     *
     * @param characters the length in {@code char}s, at least {@value #MIN_MAX_LABEL_LENGTH};
     *     default {@value #DEFAULT_MAX_LABEL_LENGTH}
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public FlowControlBuilder maxLabelLength(int characters) {
        if (characters < MIN_MAX_LABEL_LENGTH) {
            throw new IllegalArgumentException(
                    FlowTexts.maxLabelLength(characters, MIN_MAX_LABEL_LENGTH));
        }
        maxLabelLength = characters;
        return this;
    }

    /**
     * Adds an observer of every flow.
     *
     * @param observer the observer, which the flow control closes
     * @return this
     */
    public FlowControlBuilder observer(FlowObserver observer) {
        observers.add(Objects.requireNonNull(observer, "observer"));
        return this;
    }

    /**
     * The object that is written if an object with a reference to the flow control is serialized,
     * such as a session bean.
     *
     * @param replacement a serializable object whose {@code readResolve} returns the running flow
     *     control. Default: none, and a flow control cannot be serialized
     * @return this
     */
    public FlowControlBuilder serializedAs(Object replacement) {
        serializedAs = Objects.requireNonNull(replacement, "serializedAs");
        return this;
    }

    FlowSettings settings() {
        if (settings != null) {
            return settings;
        }
        ControlPointSettings same = ControlPointSettings.forAll(timeout, onUnreachable);
        return controlPoint -> same;
    }

    /**
     * Creates the flow control. A builder does this once: the flow control closes its agent,
     * settings and observers, so a second one could not use them.
     *
     * @return the flow control
     * @throws IllegalStateException if this builder has created one already
     */
    public FlowControl build() {
        if (built) {
            throw new IllegalStateException(FlowTexts.alreadyBuilt());
        }
        built = true;
        return new FlowControl(this);
    }
}
