package io.github.aperturecdi.internal.jackson;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Maps results with Jackson. It needs Jackson to load. */
final class JacksonMapping {

    /** Jackson's defaults are strict: JSON that does not fit the type fails. */
    private final ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();

    byte[] write(Object result, Type type) throws IOException {
        String json = mapper.writerFor(mapper.constructType(type)).writeValueAsString(result);
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Nullable Object read(byte[] bytes, Type type) throws IOException {
        return mapper.readValue(bytes, mapper.constructType(type));
    }
}
