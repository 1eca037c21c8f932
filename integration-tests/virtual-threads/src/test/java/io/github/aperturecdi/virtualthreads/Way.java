package io.github.aperturecdi.virtualthreads;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One way to run flows, as the recording keeps what came of it. */
@Name(Way.NAME)
@StackTrace(false)
final class Way extends Event {

    static final String NAME = "io.github.aperturecdi.Way";

    String way = "";
    int started;
    int ended;

    /** How often the work itself ran: less often than flows started, where results are cached. */
    int worked;
}
