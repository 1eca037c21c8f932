package io.github.aperturecdi.internal;

/**
 * Tells a lack of stack or memory from other failures of the application's code. Code that fails
 * adds no labels, and its call goes on. A lack fails the call instead: otherwise a caller that
 * drives a recursion until the stack is full would have no label, and no limit by that label.
 */
public final class Exhausted {

    /**
     * Nested calls for which a stack that is not nearly full has room. The code of a label takes
     * far less.
     */
    private static final int PLENTY = 8_000;

    private Exhausted() {}

    /**
     * Throws a failure again if it comes from a lack of stack or memory.
     *
     * @param failure what code of the application has thrown
     */
    public static void rethrow(Throwable failure) {
        if (failure instanceof OutOfMemoryError lack) {
            throw lack;
        }
        if (failure instanceof StackOverflowError lack && isReal()) {
            throw lack;
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
