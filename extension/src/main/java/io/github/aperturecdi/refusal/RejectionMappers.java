package io.github.aperturecdi.refusal;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectionMapper;
import io.github.aperturecdi.internal.FirstOfEach;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The application's mappers, in the order in which they are asked. Safe for use by threads. */
public final class RejectionMappers {

    /** For an application without mappers. */
    public static final RejectionMappers NONE = new RejectionMappers(List::of);

    private static final System.Logger LOG = System.getLogger(RejectionMappers.class.getName());

    private final Supplier<List<RejectionMapper>> mappers;
    private final FirstOfEach<Object> warned = new FirstOfEach<>();

    /** A mapper may call controlled methods, whose refusals must not ask it again. */
    private final ThreadLocal<@Nullable Boolean> asking = new ThreadLocal<>();

    /**
     * Mappers.
     *
     * @param mappers gives them, highest priority first; asked at each refusal, so cheap
     */
    public RejectionMappers(Supplier<List<RejectionMapper>> mappers) {
        this.mappers = mappers;
    }

    /** The answer of a method with neither a fallback nor an exception of its own. */
    Refusal refusalOf(ControlledSignature signature) {
        return (refused, target, arguments) -> {
            throw map(refused, signature);
        };
    }

    /**
     * The refusal of a call that begins now: of one that a mapper makes, it asks no mapper, also
     * when it comes after the mapper has returned, as that of an asynchronous call may.
     *
     * @param refusal the refusal of the method
     * @return that of the call
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
            // Without its text: the application's own exception may hold anything.
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
