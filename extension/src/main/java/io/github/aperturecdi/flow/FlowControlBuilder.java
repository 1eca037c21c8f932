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
 * Settings of one flow control, see {@link FlowControl#builder()}. Null is refused at once, with a
 * {@link NullPointerException} that names the setting, except where a method takes it.
 */
public final class FlowControlBuilder {

    /** How long the value of a label may be unless somebody says otherwise, in characters. */
    public static final int DEFAULT_MAX_LABEL_LENGTH = LabelBounds.DEFAULT_MAX_LENGTH;

    /** The least that {@link #maxLabelLength} takes: the length of a hash. */
    public static final int MIN_MAX_LABEL_LENGTH = LabelBounds.MIN_MAX_LENGTH;

    /** The labels whose values are numbers of tokens unless somebody says otherwise. */
    public static final Set<String> DEFAULT_TOKEN_KEYS = Set.of("tokens");

    /** The labels by which schedulers weigh flows unless somebody says otherwise. */
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
     * The labels whose values are numbers of tokens. A negative, infinite or NaN one is left out,
     * as it would do harm at the agent.
     *
     * @param tokenKeys the keys; default {@link #DEFAULT_TOKEN_KEYS}
     * @return this
     */
    public FlowControlBuilder tokenKeys(Set<String> tokenKeys) {
        this.tokenKeys = Set.copyOf(Objects.requireNonNull(tokenKeys, "tokenKeys"));
        return this;
    }

    /**
     * Who decides.
     *
     * @param agent the agent, which the flow control closes; null admits every flow
     * @return this
     */
    public FlowControlBuilder agent(@Nullable Agent agent) {
        this.agent = agent;
        return this;
    }

    /**
     * How long a decision may take where the request does not say.
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
     * @param shutdownTimeout the time, zero for not at all; default {@link
     *     FlowControl#DEFAULT_SHUTDOWN_TIMEOUT}
     * @return this
     * @throws IllegalArgumentException if the time is negative
     */
    public FlowControlBuilder shutdownTimeout(Duration shutdownTimeout) {
        this.shutdownTimeout = Arguments.requireShutdownTimeout(shutdownTimeout);
        return this;
    }

    /**
     * What becomes of flows for which there is no decision in time.
     *
     * @param onUnreachable default {@link OnUnreachable#ADMIT}
     * @return this
     */
    public FlowControlBuilder onUnreachable(OnUnreachable onUnreachable) {
        this.onUnreachable = Objects.requireNonNull(onUnreachable, "onUnreachable");
        return this;
    }

    /**
     * What operators have set, in place of {@link #timeout} and {@link #onUnreachable}.
     *
     * @param settings asked for every flow; closed with the flow control
     * @return this
     */
    public FlowControlBuilder settings(FlowSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /**
     * What completes the futures of {@link FlowControl#startAsync(FlowRequest)} and of the caches,
     * so that what is chained to them runs there. Its threads carry nothing of the caller's
     * context.
     *
     * @param executor the executor, which stays the caller's; where it rejects a task, the default
     *     one takes it. Default: {@link java.util.concurrent.ForkJoinPool#commonPool()}
     * @return this
     */
    public FlowControlBuilder executor(Executor executor) {
        completions = CallerExecutor.on(Objects.requireNonNull(executor, "executor"));
        return this;
    }

    /**
     * Which threads must not wait. There, {@link FlowControl#start} asks only an agent that answers
     * on the spot, as the embedded one does; else it returns at once, as without a decision in
     * time, and the log says so once for a control point.
     *
     * @param onEventLoop whether the thread that calls it must not wait; default: every thread may
     * @return this
     */
    public FlowControlBuilder onEventLoop(BooleanSupplier onEventLoop) {
        this.onEventLoop = Objects.requireNonNull(onEventLoop, "onEventLoop");
        return this;
    }

    /**
     * Labels that every flow gets from its surroundings.
     *
     * @param labels where from; default {@link AmbientLabels#NONE}
     * @return this
     */
    public FlowControlBuilder labels(AmbientLabels labels) {
        this.labels = Objects.requireNonNull(labels, "labels");
        return this;
    }

    /**
     * Labels that clients of the application write, such as baggage. They are below all others, and
     * never fill a key that the request, its constants or the control point's settings may set,
     * with or without a value for this flow, nor one of {@link #tokenKeys} and {@link
     * #schedulingKeys}.
     *
     * @param labels where from, without keys that {@link #labels} may set; default {@link
     *     AmbientLabels#NONE}
     * @return this
     */
    public FlowControlBuilder clientLabels(AmbientLabels labels) {
        clientLabels = Objects.requireNonNull(labels, "clientLabels");
        return this;
    }

    /**
     * The labels by which schedulers weigh flows: what policies name as {@code priority_label_key},
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
     * The labels that flows of a control point may set, beside those that a request names itself:
     * what sets a label in one flow keeps its key from the clients of all others there. {@link
     * #clientLabels} never set them.
     *
     * @param keys the keys by control point; default none
     * @return this
     */
    public FlowControlBuilder ownLabels(Map<String, Set<String>> keys) {
        ownLabels = Map.copyOf(Objects.requireNonNull(keys, "ownLabels"));
        return this;
    }

    /**
     * How long the value of a label may be. A longer one is sent as its beginning and the SHA-256
     * of the whole, in that length: different values stay different.
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
     * Adds somebody who hears of every flow.
     *
     * @param observer the observer, which the flow control closes
     * @return this
     */
    public FlowControlBuilder observer(FlowObserver observer) {
        observers.add(Objects.requireNonNull(observer, "observer"));
        return this;
    }

    /**
     * What is written where something that keeps the flow control is serialized, such as a bean of
     * a session.
     *
     * @param replacement serializable; what is read becomes the running flow control by its own
     *     {@code readResolve}. Default: none, and a flow control cannot be serialized
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
     * Makes the flow control, once: it closes the agent, the settings and the observers that it was
     * given, and another one would lose them with it.
     *
     * @return the flow control
     * @throws IllegalStateException if this builder has made one already
     */
    public FlowControl build() {
        if (built) {
            throw new IllegalStateException(FlowTexts.alreadyBuilt());
        }
        built = true;
        return new FlowControl(this);
    }
}
