package io.github.aperturecdi.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What every logger of this JVM says, at every level: this library's, gRPC's and the JDK's. The
 * platform's loggers and those of {@link System.Logger} are loggers of java.util.logging as well.
 */
public final class EverythingLogged extends Handler implements AutoCloseable {

    /** A logger without a level has its parent's; these get all, whatever a test run has set. */
    private static final List<String> TOPMOST = List.of("", "io.grpc", "io.github.aperturecdi");

    private final List<Logger> loggers = TOPMOST.stream().map(Logger::getLogger).toList();
    private final List<Level> levels = new ArrayList<>();
    private final List<Boolean> parents = new ArrayList<>();
    private final List<String> records = new CopyOnWriteArrayList<>();

    /** Begins to listen. */
    public EverythingLogged() {
        setLevel(Level.ALL);
        loggers.get(0).addHandler(this);
        for (Logger logger : loggers) {
            levels.add(logger.getLevel());
            parents.add(logger.getUseParentHandlers());
            logger.setLevel(Level.ALL);
            logger.setUseParentHandlers(true);
        }
    }

    /**
     * The records so far: each as its logger, its level, its message and all that comes with it.
     */
    public List<String> records() {
        return List.copyOf(records);
    }

    @Override
    public void publish(LogRecord logged) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        out.print(logged.getLoggerName() + " " + logged.getLevel() + " " + logged.getMessage());
        if (logged.getParameters() != null) {
            out.print(" " + Arrays.deepToString(logged.getParameters()));
        }
        if (logged.getThrown() != null) {
            logged.getThrown().printStackTrace(out);
        }
        records.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        loggers.get(0).removeHandler(this);
        for (int i = 0; i < loggers.size(); i++) {
            loggers.get(i).setLevel(levels.get(i));
            loggers.get(i).setUseParentHandlers(parents.get(i));
        }
    }
}
