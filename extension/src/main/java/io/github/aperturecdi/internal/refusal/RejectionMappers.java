package io.github.aperturecdi.internal.refusal;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectionMapper;
import io.github.aperturecdi.internal.FirstOfEach;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The application's mappers, highest priority first. Thread-safe. */
public final class RejectionMappers {

    /** For an application without mappers. */
    public static final RejectionMappers NONE = new RejectionMappers(List::of);

    private static final System.Logger LOG = System.getLogger(RejectionMappers.class.getName());

    private final Supplier<List<RejectionMapper>> mappers;
    private final FirstOfEach<Object> warned = new FirstOfEach<>();

    /**
     * Set while a mapper runs: it may call controlled methods, and their refusals must not call it
     * again.
     */
    private final ThreadLocal<@Nullable Boolean> asking = new ThreadLocal<>();

    /**
     * Creates the mappers.
     *
     * @param mappers supplies them, highest priority first; called for each refusal
     */
    public RejectionMappers(Supplier<List<RejectionMapper>> mappers) {
        this.mappers = mappers;
    }

    /** The plan of a method with neither a fallback nor an exception of its own. */
    Refusal refusalOf(ControlledSignature signature) {
        return (refused, target, arguments) -> {
            throw map(refused, signature);
        };
    }

    /**
     * The plan of a call that begins now. Within a mapper it calls no mapper, also if the refusal
     * comes after the mapper has returned, as it may with an asynchronous call.
     *
     * @param refusal the plan of the method
     * @return the plan of the call
     */
    public Refusal ofCall(Refusal refusal) {
        return asking.get() == null
                ? refusal
                : (refused, target, arguments) -> {
                    Boolean before = asking.get();
                    asking.set(true);
                    try {
                        return refusal.answer(refused, target, arguments);
                    } finally {
                        if (before == null) {
                            asking.remove();
                        }
                    }
                };
    }

    private Exception map(FlowRejectedException refused, ControlledSignature signature) {
        if (asking.get() != null) {
            return refused;
        }
        asking.set(true);
        try {
            for (RejectionMapper mapper : beans()) {
                Exception mapped = ask(mapper, refused, signature);
                if (mapped != null) {
                    return mapped;
                }
            }
        } finally {
            asking.remove();
        }
        return refused;
    }

    private List<RejectionMapper> beans() {
        try {
            return mappers.get();
        } catch (Throwable e) {
            if (warned.is("beans")) {
                LOG.log(System.Logger.Level.WARNING, RefusalTexts.noMappers(), e);
            }
            return List.of();
        }
    }

    private @Nullable Exception ask(
            RejectionMapper mapper, FlowRejectedException refused, ControlledSignature signature) {
        Exception mapped;
        try {
            mapped = mapper.map(refused);
        } catch (Throwable e) {
            // Without the exception's text, which may hold anything.
            warnOnce(
                    List.of(mapper.getClass(), e.getClass()),
                    RefusalTexts.failedMapper(mapper.getClass().getName(), e));
            return null;
        }
        if (mapped != null && !signature.mayThrow(mapped.getClass())) {
            warnOnce(
                    List.of(mapper.getClass(), mapped.getClass(), signature.name()),
                    RefusalTexts.undeclaredMapping(
                            mapper.getClass().getName(),
                            signature.name(),
                            mapped.getClass().getName()));
            return null;
        }
        return mapped;
    }

    private void warnOnce(Object key, String message) {
        if (warned.is(key)) {
            LOG.log(System.Logger.Level.WARNING, message);
        }
    }
}
