package io.github.aperturecdi.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where people look for the reason of a failed deployment. */
final class ServerLog {

    private ServerLog() {}

    /** Empty on a container whose exception has the whole reason. */
    static String text() throws IOException {
        String path = System.getProperty("server-log");
        return path == null ? "" : Files.readString(Path.of(path));
    }
}
