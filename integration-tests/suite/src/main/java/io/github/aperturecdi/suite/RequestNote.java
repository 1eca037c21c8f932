package io.github.aperturecdi.suite;

import jakarta.enterprise.context.RequestScoped;

/** What one request knows. */
@RequestScoped
class RequestNote {

    private String text = "nothing";
    private String thread = "no thread";

    String text() {
        return text;
    }

    /** Where the request was when it wrote its note. */
    String thread() {
        return thread;
    }

    void write(String text) {
        this.text = text;
        thread = Thread.currentThread().getName();
    }
}
