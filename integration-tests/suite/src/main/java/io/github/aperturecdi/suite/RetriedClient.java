package io.github.aperturecdi.suite;

import io.github.aperturecdi.ApertureControlled;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** A service elsewhere whose calls are controlled and tried again. */
@Path("/stock")
@RegisterRestClient(baseUri = "http://127.0.0.1:1")
@RegisterProvider(FailingCalls.class)
public interface RetriedClient {

    @GET
    @ApertureControlled("stock")
    @Retry(maxRetries = 2, delay = 0, jitter = 0)
    String stock();
}
