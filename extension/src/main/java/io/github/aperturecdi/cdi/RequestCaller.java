package io.github.aperturecdi.cdi;

import java.security.Principal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request, as Jakarta REST's security context or the servlet has it. It is asked
 * when a flow starts, as a filter of the application may authenticate the caller after the request
 * has begun.
 *
 * @param principal returns the caller; null if there is none
 * @param scheme returns how the caller was authenticated; null if the caller was not
 */
public record RequestCaller(
        Supplier<@Nullable Principal> principal, Supplier<@Nullable String> scheme) {

    /** The caller's name; null if there is no authenticated caller. */
    @Nullable String name() {
        Principal caller = principal.get();
        String name = caller == null ? null : caller.getName();
        return name == null || name.isEmpty() || Caller.mayMeanNobody(name) && scheme.get() == null
                ? null
                : name;
    }
}
