package io.github.aperturecdi.async;

/** What this package says to people, each with an id to search for. */
final class AsyncMessages {

    private AsyncMessages() {}

    static String unknownArgument(String method, int index, String type) {
        return "APERTURE-390: Parameter "
                + (index + 1)
                + " of "
                + method
                + " is a "
                + type
                + ", through which the call may be answered after the method has returned, and"
                + " @ApertureControlled cannot follow it: the flow would end before the answer. Return a"
                + " CompletionStage or a Uni instead, or put the annotation on a method without it.";
    }

    static String twoAnswers(String method) {
        return "APERTURE-391: "
                + method
                + " has @ApertureControlled, an asynchronous result, and a parameter through which the call is answered as well. Answer in one way: remove the"
                + " parameter, or return void.";
    }

    static String deepWork(String method, String returnType) {
        return "APERTURE-392: "
                + method
                + " has @ApertureControlled and returns "
                + returnType
                + ", in which the StreamingOutput cannot be followed: the flow would end before it is written."
                + " Declare StreamingOutput itself, or a Response, CompletionStage or Uni of it.";
    }

    static String endsAtReturn(String method, String type) {
        return "APERTURE-393: "
                + method
                + " has @ApertureControlled and has returned a "
                + type
                + ", which its return type does not tell, and which cannot be followed: its flows end when the method"
                + " returns, and a limit on calls at one time does not hold for this work. Declare CompletionStage,"
                + " Uni, Multi or a Publisher. Said once for this method.";
    }
}
