package io.github.aperturecdi.proto;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

/** A message as an official SDK writes it: its full name, its bytes, and its protobuf JSON. */
record WireVector(String name, String message, byte[] bytes, String json) {

    static List<WireVector> all() {
        try (InputStream in = WireVector.class.getResourceAsStream("/vectors.json")) {
            var vectors = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return StreamSupport.stream(vectors.getAsJsonArray().spliterator(), false)
                    .map(JsonElement::getAsJsonObject)
                    .map(WireVector::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WireVector of(JsonObject vector) {
        return new WireVector(
                vector.get("name").getAsString(),
                vector.get("message").getAsString(),
                HexFormat.of().parseHex(vector.get("hex").getAsString()),
                vector.get("json").toString());
    }

    @Override
    public String toString() {
        return name;
    }
}
