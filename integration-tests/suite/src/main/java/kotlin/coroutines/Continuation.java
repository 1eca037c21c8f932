package kotlin.coroutines;

/**
 * Kotlin's type of the last parameter of a suspend function, by name; the suite needs no more of
 * Kotlin.
 */
public interface Continuation<T> {}
