package io.github.aperturecdi.embedded.internal.engine;

/** The heap of this JVM. */
final class Heap {

    private Heap() {}

    /** The used bytes, after garbage is collected. */
    static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
