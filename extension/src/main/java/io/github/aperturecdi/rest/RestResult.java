package io.github.aperturecdi.rest;

import io.github.aperturecdi.internal.async.LastingResult;
import io.github.aperturecdi.internal.async.WorkEnd;
import org.jspecify.annotations.Nullable;

/**
 * Follows a {@code StreamingOutput}, and a response or entity that holds one. It uses no type of
 * Jakarta REST itself, so it loads without that library.
 */
public final class RestResult implements LastingResult {

    private final boolean present = present();

    /** For the service loader. */
    public RestResult() {}

    private static boolean present() {
        try {
            Class.forName(
                    "jakarta.ws.rs.core.StreamingOutput", false, RestResult.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public boolean mayBe(Class<?> declared) {
        return present && FollowedOutput.mayBe(declared);
    }

    @Override
    public boolean is(Class<?> type) {
        return present && FollowedOutput.is(type);
    }

    @Override
    public boolean mayHold(Object result) {
        return present && FollowedOutput.mayBeIn(result);
    }

    @Override
    public @Nullable Object follow(Object result, WorkEnd end) {
        return present ? FollowedOutput.in(result, end) : null;
    }
}
