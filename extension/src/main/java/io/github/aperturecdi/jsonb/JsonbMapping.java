package io.github.aperturecdi.jsonb;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.JsonbException;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What knows JSON-B. */
final class JsonbMapping {

    /**
     * Yasson's, ignored by others: what cannot be read back must not be dropped from a result in
     * silence.
     */
    private static final String FAIL_ON_UNKNOWN = "jsonb.fail-on-unknown-properties";

    private final Jsonb jsonb;

    private JsonbMapping(Jsonb jsonb) {
        this.jsonb = jsonb;
    }

    /** Null where the API is alone, without anybody who implements it. */
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
