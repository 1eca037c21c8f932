package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Settings of a flow control, see {@link FlowControl#builder()}. */
public final class FlowControlBuilder {

    @Nullable Agent agent;
    Duration timeout = FlowControl.DEFAULT_TIMEOUT;
    Duration shutdownTimeout = FlowControl.DEFAULT_SHUTDOWN_TIMEOUT;
    OnUnreachable onUnreachable = OnUnreachable.ADMIT;
    @Nullable FlowSettings settings;
    AmbientLabels labels = AmbientLabels.NONE;
    Completions completions = Completions.OF_THE_JDK;
    Set<String> tokenKeys = Set.of("tokens");
    BooleanSupplier onEventLoop = () -> false;
    final List<FlowObserver> observers = new ArrayList<>();

    FlowControlBuilder() {}

    /**
     * The labels whose values are numbers of tokens. A negative, infinite or NaN one is left out,
     * as it would do harm at the agent.
     *
     * @param tokenKeys the keys; default {@code tokens}
     * @return this
     */
    public FlowControlBuilder tokenKeys(Set<String> tokenKeys) {
        this.tokenKeys = tokenKeys;
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
        this.timeout = Messages.requirePositive(timeout);
        return this;
    }

    /**
     * How long {@link FlowControl#close} waits for the flows under way.
     *
     * @param shutdownTimeout the time; default {@link FlowControl#DEFAULT_SHUTDOWN_TIMEOUT}
     * @return this
     */
    public FlowControlBuilder shutdownTimeout(Duration shutdownTimeout) {
        this.shutdownTimeout = shutdownTimeout;
        return this;
    }

    /**
     * What becomes of flows for which there is no decision in time.
     *
     * @param onUnreachable default {@link OnUnreachable#ADMIT}
     * @return this
     */
    public FlowControlBuilder onUnreachable(OnUnreachable onUnreachable) {
        this.onUnreachable = onUnreachable;
        return this;
    }

    /**
     * What operators have set, in place of {@link #timeout} and {@link #onUnreachable}.
     *
     * @param settings asked for every flow; closed with the flow control
     * @return this
     */
    public FlowControlBuilder settings(FlowSettings settings) {
        this.settings = settings;
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
        completions = Completions.on(executor);
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
        this.onEventLoop = onEventLoop;
        return this;
    }

    /**
     * Labels that every flow gets from its surroundings.
     *
     * @param labels where from; default {@link AmbientLabels#NONE}
     * @return this
     */
    public FlowControlBuilder labels(AmbientLabels labels) {
        this.labels = labels;
        return this;
    }

    /**
     * Adds somebody who hears of every flow.
     *
     * @param observer the observer, which the flow control closes
     * @return this
     */
    public FlowControlBuilder observer(FlowObserver observer) {
        observers.add(observer);
        return this;
    }

    FlowSettings settings() {
        if (settings != null) {
            return settings;
        }
        ControlPointSettings same =
                new ControlPointSettings(
                        Mode.ENFORCE, null, timeout, null, onUnreachable, false, Map.of());
        return controlPoint -> same;
    }

    /**
     * Makes the flow control.
     *
     * @return the flow control
     */
    public FlowControl build() {
        return new FlowControl(this);
    }
}
