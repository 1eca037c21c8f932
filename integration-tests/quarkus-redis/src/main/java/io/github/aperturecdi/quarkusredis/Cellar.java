package io.github.aperturecdi.quarkusredis;

import io.github.aperturecdi.ApertureControlled;
import jakarta.inject.Singleton;

/** Controlled methods that block their thread while they wait for the store. */
@Singleton
public class Cellar {

    /** Answers with the name of the thread that it runs on. */
    @ApertureControlled("virtual")
    public String fetch() {
        return Thread.currentThread().getName();
    }

    /** As {@link #fetch}. */
    @ApertureControlled("patient")
    public String fetchPatiently() {
        return Thread.currentThread().getName();
    }
}
