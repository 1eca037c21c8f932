package io.github.aperturecdi.suite;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** An attribute that counts how often its session is passivated. */
public class WatchedSession implements HttpSessionActivationListener, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    static final AtomicInteger PASSIVATIONS = new AtomicInteger();

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
        PASSIVATIONS.incrementAndGet();
    }
}
