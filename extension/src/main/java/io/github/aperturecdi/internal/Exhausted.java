package io.github.aperturecdi.internal;

/**
 * Tells a lack of stack or memory from other failures of the application's code. Code that fails
 * adds no labels, and its call goes on. A lack fails the call instead: otherwise a caller that
 * drives a recursion until the stack is full would have no label, and no limit by that label.
 */
public final class Exhausted {

    /**
     * Nested calls for which a stack of 1 MiB has room unless it is nearly full. The code of a
     * label takes far less. On a much smaller stack, label code whose recursion never ends fails
     * the call.
     */
    private static final int PLENTY = 8_000;

    /** How deep a failure may be wrapped. A chain of causes may be a circle. */
    private static final int CAUSES = 20;

    private Exhausted() {}

    /**
     * Throws the error again if a failure comes from a lack of stack or memory.
     *
     * @param failure what code of the application has thrown, which may have wrapped the error
     */
    public static void rethrow(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; each != null && i < CAUSES; i++) {
            if (each instanceof OutOfMemoryError lack) {
                throw lack;
            }
            if (each instanceof StackOverflowError lack && isReal()) {
                throw lack;
            }
            each = each.getCause();
        }
    }

    /** Code whose recursion never ends overflows any stack, and leaves plenty of room here. */
    private static boolean isReal() {
        try {
            return descend(PLENTY) > 0;
        } catch (StackOverflowError e) {
            return true;
        }
    }

    /** Makes nested calls, and returns 0 if the stack has room for them. */
    private static int descend(int calls) {
        return calls == 0 ? 0 : Math.max(0, descend(calls - 1));
    }
}
