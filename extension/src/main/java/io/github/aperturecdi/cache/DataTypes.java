package io.github.aperturecdi.cache;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Future;

/** Tells codecs that map objects by type which types they can read back. */
public final class DataTypes {

    private DataTypes() {}

    /**
     * Whether a type is a value that can be made again from its data.
     *
     * @param type a method's return type
     * @return false for {@code Object}, type variables and wildcards, which do not say what to
     *     make, and for types that are read, awaited or closed rather than kept: every {@link
     *     AutoCloseable} (streams, readers, a REST response), {@link Iterator} and {@link Future}
     */
    public static boolean isData(Type type) {
        if (type instanceof Class<?> raw) {
            return raw.isArray() ? isData(raw.getComponentType()) : isData(raw);
        }
        if (type instanceof GenericArrayType array) {
            return isData(array.getGenericComponentType());
        }
        return type instanceof ParameterizedType generic
                && isData(generic.getRawType())
                && Arrays.stream(generic.getActualTypeArguments()).allMatch(DataTypes::isData);
    }

    private static boolean isData(Class<?> raw) {
        return raw != Object.class
                && !AutoCloseable.class.isAssignableFrom(raw)
                && !Iterator.class.isAssignableFrom(raw)
                && !Future.class.isAssignableFrom(raw);
    }
}
