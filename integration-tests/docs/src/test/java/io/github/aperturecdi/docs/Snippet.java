package io.github.aperturecdi.docs;

/**
 * A fenced block of a document.
 *
 * @param document the document's name, for people
 * @param line the line of its fence, from 1
 * @param kind the first word behind the fence; empty for none
 * @param purpose the words behind the kind; empty for none
 * @param text what it holds
 */
record Snippet(String document, int line, String kind, String purpose, String text) {

    String place() {
        return document + ":" + line;
    }

    AssertionError broken(String problem) {
        return new AssertionError(place() + " (" + kind + "): " + problem);
    }

    AssertionError broken(Exception problem) {
        return new AssertionError(place() + " (" + kind + "): " + problem.getMessage(), problem);
    }
}
