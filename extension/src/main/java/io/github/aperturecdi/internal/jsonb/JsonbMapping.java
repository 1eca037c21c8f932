package io.github.aperturecdi.internal.jsonb;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.JsonbException;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Maps results with JSON-B. It needs JSON-B to load. */
final class JsonbMapping {

    /**
     * A setting of Yasson, which other implementations ignore. JSON that does not fit the type
     * fails, instead of a silent loss of its properties.
     */
    private static final String FAIL_ON_UNKNOWN = "jsonb.fail-on-unknown-properties";

    private final Jsonb jsonb;

    private JsonbMapping(Jsonb jsonb) {
        this.jsonb = jsonb;
    }

    /** Opens a mapping; null if only the API is present, without an implementation. */
    static @Nullable JsonbMapping open() {
        try {
            return new JsonbMapping(
                    JsonbBuilder.create(new JsonbConfig().setProperty(FAIL_ON_UNKNOWN, true)));
        } catch (JsonbException e) {
            return null;
        }
    }

    void close() {
        try {
            jsonb.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] write(Object result, Type type) {
        return jsonb.toJson(result, type).getBytes(StandardCharsets.UTF_8);
    }

    @Nullable Object read(byte[] bytes, Type type) {
        return jsonb.fromJson(new ByteArrayInputStream(bytes), type);
    }
}
