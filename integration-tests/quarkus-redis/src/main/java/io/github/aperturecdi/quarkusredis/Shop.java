package io.github.aperturecdi.quarkusredis;

import io.github.aperturecdi.ApertureControlled;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/** Controlled methods, which answer with the name of the thread that they run on. */
@Path("/")
public class Shop {

    @Inject PatientCalls patient;

    @Inject Cellar cellar;

    /** The executor of methods with {@code @RunOnVirtualThread}, which do not build on Java 17. */
    @Inject @VirtualThreads ExecutorService virtualThreads;

    /** Runs on a worker thread. */
    @GET
    @Path("/sync")
    @ApertureControlled("sync")
    public String sync() {
        return thread();
    }

    /** Does its work where {@link Cellar} runs. */
    @GET
    @Path("/virtual")
    public Uni<String> virtual() {
        return Uni.createFrom().item(cellar::fetch).runSubscriptionOn(virtualThreads);
    }

    /** As {@link #virtual}, with its arrival and its end counted. */
    @GET
    @Path("/patient/virtual")
    public Uni<String> patientVirtual() {
        return Uni.createFrom().item(cellar::fetchPatiently).runSubscriptionOn(virtualThreads);
    }

    /** Runs on an event loop. */
    @GET
    @Path("/uni")
    @ApertureControlled("uni")
    public Uni<String> uni() {
        return Uni.createFrom().item(Shop::thread);
    }

    /** Runs on an event loop. */
    @GET
    @Path("/stage")
    @ApertureControlled("stage")
    public CompletionStage<String> stage() {
        return CompletableFuture.completedStage(thread());
    }

    /** As {@link #uni}, with its arrival and its end counted. */
    @GET
    @Path("/patient/uni")
    @ApertureControlled("patient")
    public Uni<String> patientUni() {
        return Uni.createFrom().item(Shop::thread);
    }

    /** As {@link #stage}, with its arrival and its end counted. */
    @GET
    @Path("/patient/stage")
    @ApertureControlled("patient")
    public CompletionStage<String> patientStage() {
        return CompletableFuture.completedStage(thread());
    }

    /** How many patient calls wait for their answer, as an event loop sees it. */
    @GET
    @Path("/waiting")
    public Uni<Integer> waiting() {
        return Uni.createFrom().item(patient::waiting);
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }
}
