package io.github.aperturecdi.suite;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** One method for each kind of result. */
interface ShopOfShapes {

    String value(String user, Work work) throws Exception;

    CompletionStage<String> stage(String user, Work work);

    CompletableFuture<String> future(String user, Work work);

    Uni<String> uni(String user, Work work);

    Multi<String> multi(String user, Work work);

    Flow.Publisher<String> publisher(String user, Work work);

    org.reactivestreams.Publisher<String> reactiveStreams(String user, Work work);
}
