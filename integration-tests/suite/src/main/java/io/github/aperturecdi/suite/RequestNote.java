package io.github.aperturecdi.suite;

import jakarta.enterprise.context.RequestScoped;

/** What one request knows. */
@RequestScoped
class RequestNote {

    private String text = "nothing";

    String text() {
        return text;
    }

    void write(String text) {
        this.text = text;
    }
}
