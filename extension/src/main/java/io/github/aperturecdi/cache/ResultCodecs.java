package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.services.Services;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The codecs of an application, highest priority first. */
final class ResultCodecs implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ResultCodecs.class.getName());

    private final List<ResultCodec> codecs;

    ResultCodecs(List<ResultCodec> found) {
        List<ResultCodec> all = new ArrayList<>(found);
        all.add(new BytesCodec());
        all.add(new StringCodec());
        all.sort(Comparator.comparingInt(ResultCodec::priority).reversed());
        codecs = List.copyOf(all);
    }

    /** Looks for codecs. */
    static ResultCodecs load(ClassLoader loader) {
        return new ResultCodecs(Services.load(ResultCodec.class, loader));
    }

    /**
     * Closes every codec that is {@link AutoCloseable}, also after one of them has failed to close.
     */
    @Override
    public void close() {
        for (ResultCodec codec : codecs) {
            if (codec instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception | LinkageError e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            CacheTexts.codecNotClosed(codec.getClass().getName()),
                            e);
                }
            }
        }
    }

    /** The codec for a type; null when there is none. */
    @Nullable ResultCodec of(Type type) {
        for (ResultCodec codec : codecs) {
            if (codec.handles(type)) {
                return codec;
            }
        }
        return null;
    }
}
