package io.github.aperturecdi.virtualthreads;

import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;

/**
 * The pins of a recording: where virtual threads waited and kept their carriers.
 *
 * @param library those with a frame of the library, whoever is below or above it
 * @param control the control experiment's, also those with a frame of the library
 * @param loading those that come of the first use of a class, which happens once in a JVM
 * @param others all others
 */
record Pins(List<Pin> library, List<Pin> control, List<Pin> loading, List<Pin> others) {

    static final String EVENT = "jdk.VirtualThreadPinned";

    private static final String LIBRARY = "io.github.aperturecdi.";
    private static final String TESTS = "io.github.aperturecdi.virtualthreads.";
    private static final String CONTROL = "io.github.aperturecdi.virtualthreads.pinning.";

    /**
     * A virtual thread that waited and kept its carrier.
     *
     * @param operation how it waited, in the JDK's words
     * @param reason why it kept the carrier, in the JDK's words
     * @param frames the whole stack, as class and method
     * @param counted whether it waited while flows were counted, after the first ones
     */
    record Pin(String operation, String reason, List<String> frames, boolean counted) {

        static Pin of(RecordedEvent event, List<RecordedEvent> ways) {
            RecordedStackTrace stack = event.getStackTrace();
            if (stack == null || stack.isTruncated()) {
                throw new AssertionError("cannot say whose pin this is: " + event);
            }
            return new Pin(
                    text(event, "blockingOperation"),
                    text(event, "pinnedReason"),
                    stack.getFrames().stream().map(Pin::text).toList(),
                    ways.stream().anyMatch(way -> during(event, way)));
        }

        private static boolean during(RecordedEvent event, RecordedEvent way) {
            return event.getEndTime().isAfter(way.getStartTime())
                    && event.getStartTime().isBefore(way.getEndTime());
        }

        private static String text(RecordedEvent event, String field) {
            return event.hasField(field) ? String.valueOf(event.getString(field)) : "";
        }

        private static String text(RecordedFrame frame) {
            return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
        }

        boolean ofTheLibrary() {
            return frames.stream().anyMatch(f -> f.startsWith(LIBRARY) && !f.startsWith(TESTS));
        }

        private boolean ofTheControl() {
            return frames.stream().anyMatch(f -> f.startsWith(CONTROL));
        }

        /**
         * A class is loaded, linked or initialized, which may wait for another thread that does the
         * same. What a class initializer of the library does is the library's. While a class is
         * linked, the JVM takes a monitor that shows in no frame: so before flows are counted,
         * monitors are the JVM's.
         */
        private boolean whileLoading() {
            return reason.startsWith("Waited for initialization of")
                    || frames.stream().anyMatch(Pin::loads)
                    || !counted && !operation.equals("LockSupport.park");
        }

        private static boolean loads(String frame) {
            return frame.equals("java.lang.ClassLoader.loadClass")
                    || frame.startsWith("java.lang.invoke.MethodHandleNatives.")
                    || frame.endsWith(".<clinit>") && !frame.startsWith(LIBRARY);
        }
    }

    static Pins of(List<RecordedEvent> events) {
        List<RecordedEvent> ways = named(Way.NAME, events);
        List<Pin> all = named(EVENT, events).stream().map(pin -> Pin.of(pin, ways)).toList();
        Predicate<Pin> loading = Pin::whileLoading;
        Predicate<Pin> control = loading.negate().and(Pin::ofTheControl);
        Predicate<Pin> rest = loading.or(control).negate();
        return new Pins(
                all.stream().filter(rest.and(Pin::ofTheLibrary)).toList(),
                all.stream().filter(control).toList(),
                all.stream().filter(loading).toList(),
                all.stream().filter(rest.and(pin -> !pin.ofTheLibrary())).toList());
    }

    static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
        return events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
    }
}
