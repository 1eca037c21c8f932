package io.github.aperturecdi.async;

/** The texts about asynchronous results, each with an id to search for. */
final class AsyncTexts {

    private AsyncTexts() {}

    /** An asynchronous type that nobody handles. */
    static String unknownAsync(Object method, String type) {
        return """
                APERTURE-013: %s has @ApertureControlled, and its return type %s is an asynchronous \
                one that cannot be put under a flow, which would end before its work. Declare \
                CompletionStage, CompletableFuture, Uni, Multi, java.util.concurrent.Flow.Publisher \
                or org.reactivestreams.Publisher."""
                .formatted(method, type);
    }

    static String unknownArgument(String method, int index, String type) {
        return """
                APERTURE-390: Parameter %s of %s is a %s, through which the call may be answered \
                after the method has returned, and @ApertureControlled cannot follow it: the flow \
                would end before the answer. Return a CompletionStage or a Uni instead, or put the \
                annotation on a method without it."""
                .formatted(index + 1, method, type);
    }

    static String twoAnswers(String method) {
        return """
                APERTURE-391: %s has @ApertureControlled, an asynchronous result, and a parameter \
                through which the call is answered as well. Answer in one way: remove the \
                parameter, or return void."""
                .formatted(method);
    }

    static String deepWork(String method, String returnType) {
        return """
                APERTURE-392: %s has @ApertureControlled and returns %s, in which the \
                StreamingOutput cannot be followed: the flow would end before it is written. \
                Declare StreamingOutput itself, or a Response, CompletionStage or Uni of it."""
                .formatted(method, returnType);
    }

    static String deepAsync(String method, String returnType) {
        return """
                APERTURE-398: %s has @ApertureControlled and returns %s, in which there are \
                asynchronous results that cannot be followed: the flow would end before their work. \
                Return one of them, as CompletableFuture.allOf or Uni.combine make it of several, \
                or put the annotation on the method that makes each."""
                .formatted(method, returnType);
    }

    static String injectedAnswer(String method, String where, String type) {
        return """
                APERTURE-399: %s has @ApertureControlled, and %s gets a %s, through which the call \
                may be answered after the method has returned, and which cannot be followed there: \
                the flow would end before the answer. Make it a parameter of the method itself."""
                .formatted(method, where, type);
    }

    static String endsAtReturn(String method, String type) {
        return """
                APERTURE-393: %s has @ApertureControlled and has returned a %s, which its return \
                type does not tell, and which cannot be followed: its flows end when the method \
                returns, and a limit on calls at one time does not hold for this work. Declare \
                CompletionStage, Uni, Multi or a Publisher. Said once for this method."""
                .formatted(method, type);
    }
}
