package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;
import kotlin.coroutines.Continuation;

/** As the Kotlin compiler makes it of {@code suspend fun order(user: String): String}. */
@ApplicationScoped
class SuspendingShop {

    @ApertureControlled("checkout")
    Object order(String user, Continuation<? super String> continuation) {
        return user;
    }
}
