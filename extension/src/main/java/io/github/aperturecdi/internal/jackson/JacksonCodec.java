package io.github.aperturecdi.internal.jackson;

import io.github.aperturecdi.cache.DataTypes;
import io.github.aperturecdi.cache.ResultCodec;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes results as JSON with Jackson 2 and the modules on the class path. It uses no type of
 * Jackson itself, so it loads without that library.
 */
public final class JacksonCodec implements ResultCodec {

    private volatile @Nullable JacksonMapping mapping;

    /** For the service loader. */
    public JacksonCodec() {}

    @Override
    public boolean handles(Type type) {
        return DataTypes.isData(type) && isPresent();
    }

    private boolean isPresent() {
        if (mapping == null && isOnClassPath()) {
            mapping = new JacksonMapping();
        }
        return mapping != null;
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName(
                    "com.fasterxml.jackson.databind.ObjectMapper",
                    false,
                    JacksonCodec.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private JacksonMapping mapping() {
        return Objects.requireNonNull(mapping);
    }

    @Override
    public byte[] encode(Object result, Type type) throws IOException {
        return mapping().write(result, type);
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) throws IOException {
        return mapping().read(bytes, type);
    }

    @Override
    public int priority() {
        return -30;
    }
}
