package io.github.aperturecdi.internal.async;

/** The messages about asynchronous results and arguments. Ids: 950 to 999. */
final class AsyncTexts {

    private AsyncTexts() {}

    static String unknownAsync(Object method, String type) {
        return """
                APERTURE-950: %s has @ApertureControlled, and its return type %s is an \
                asynchronous type that cannot be followed: the flow would end before its work. \
                Declare CompletionStage, CompletableFuture, Uni, Multi, \
                java.util.concurrent.Flow.Publisher or org.reactivestreams.Publisher."""
                .formatted(method, type);
    }

    static String unknownArgument(String method, int index, String type) {
        return """
                APERTURE-951: Parameter %s of %s is a %s. The call may be answered through it \
                after the method has returned, and @ApertureControlled cannot follow it: the flow \
                would end before the answer. Return a CompletionStage or a Uni instead, or put the \
                annotation on a method without this parameter."""
                .formatted(index + 1, method, type);
    }

    static String twoAnswers(String method) {
        return """
                APERTURE-952: %s has @ApertureControlled, an asynchronous result, and a parameter \
                through which the call is answered as well. Answer in one way: remove the \
                parameter, or return void."""
                .formatted(method);
    }

    static String deepWork(String method, String returnType) {
        return """
                APERTURE-953: %s has @ApertureControlled and returns %s, in which the \
                StreamingOutput cannot be followed: the flow would end before it is written. \
                Declare StreamingOutput itself, or a Response, CompletionStage or Uni of it."""
                .formatted(method, returnType);
    }

    static String deepAsync(String method, String returnType) {
        return """
                APERTURE-955: %s has @ApertureControlled and returns %s. The asynchronous results in \
                it cannot be followed: the flow would end before their work. Return one result of \
                them all, such as that of CompletableFuture.allOf or Uni.combine, or put the \
                annotation on the method that makes each."""
                .formatted(method, returnType);
    }

    static String injectedAnswer(String method, String where, String type) {
        return """
                APERTURE-956: %s has @ApertureControlled, and %s gets a %s. The call may be answered \
                through it after the method has returned, and it cannot be followed there: the \
                flow would end before the answer. Make it a parameter of the method itself."""
                .formatted(method, where, type);
    }

    static String endsAtReturn(String method, String type) {
        return """
                APERTURE-954: %s has @ApertureControlled and returned a %s, which its return type \
                does not declare and which cannot be followed. Its flows end before that work, so \
                a concurrency limit does not cover it. Declare CompletionStage, \
                Uni, Multi or a Publisher. Logged once for this method."""
                .formatted(method, type);
    }
}
