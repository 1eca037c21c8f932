package io.github.aperturecdi.internal.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;

/** Services of class loaders that fail. */
class ServicesTest {

    @Test
    void a_loader_that_cannot_be_read_has_none() {
        ClassLoader unreadable =
                new ClassLoader(null) {
                    @Override
                    public Enumeration<URL> getResources(String name) throws IOException {
                        throw new IOException("unreadable");
                    }
                };
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertThat(Services.load(Runnable.class, unreadable)).isEmpty());
    }
}
