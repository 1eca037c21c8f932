package io.github.aperturecdi.suite;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks an application which labels the flow of a request had. */
final class LabelsOverHttp {

    private LabelsOverHttp() {}

    static String get(URL application, String path, String... headers) {
        try {
            URI uri = application.toURI().resolve("api/labels/" + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            HttpResponse<String> response =
                    Patience.http().send(request.build(), BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? response.body()
                    : response.statusCode() + " " + response.body();
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
