package io.github.aperturecdi.internal.jsonb;

import io.github.aperturecdi.cache.DataTypes;
import io.github.aperturecdi.cache.ResultCodec;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes results as JSON with JSON-B, which comes before Jackson if both are present. It uses no
 * type of JSON-B itself, so it loads without that library.
 */
public final class JsonbCodec implements ResultCodec, AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable JsonbMapping mapping;
    private boolean closed;

    /** For the service loader. */
    public JsonbCodec() {}

    @Override
    public boolean handles(Type type) {
        return DataTypes.isData(type) && isPresent();
    }

    /**
     * Opens the mapping once, under a lock: several threads make plans at once, and each open
     * mapping has to be closed.
     */
    private boolean isPresent() {
        lock.lock();
        try {
            if (mapping == null && !closed && isOnClassPath()) {
                mapping = JsonbMapping.open();
            }
            return mapping != null;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName(
                    "jakarta.json.bind.JsonbBuilder", false, JsonbCodec.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private JsonbMapping mapping() {
        return Objects.requireNonNull(mapping);
    }

    @Override
    public byte[] encode(Object result, Type type) {
        return mapping().write(result, type);
    }

    @Override
    public @Nullable Object decode(byte[] bytes, Type type) {
        return mapping().read(bytes, type);
    }

    /** Releases the adapters and serializers that JSON-B got from the container. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (mapping != null) {
                mapping.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int priority() {
        return -20;
    }
}
