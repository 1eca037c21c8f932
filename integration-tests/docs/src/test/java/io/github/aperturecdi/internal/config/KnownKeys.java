package io.github.aperturecdi.internal.config;

/** Lets the tests of documents ask what only this package knows. */
public final class KnownKeys {

    private KnownKeys() {}

    /** Whether the library reads a property, or an environment variable. */
    public static boolean contains(String name) {
        return ConfigKey.isProperty(name) || ConfigKey.isVariable(name);
    }
}
