package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.reflect.Supertypes;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds objects in a result that can be read only once, such as an iterator. A codec would read
 * them before the caller, who would then find nothing. The search calls no method of the
 * application, except comparisons where it reads a part of a sorted set. So it reads the elements
 * of JDK containers only. It reads the fields that codecs are likely to see: other fields may lead
 * anywhere, such as to a logger.
 */
final class ReadOnce {

    private static final List<Class<?>> TYPES = types();

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> waiting = new ArrayDeque<>();
    private final Map<Class<?>, List<Field>> fields = new HashMap<>();

    private ReadOnce() {}

    private static List<Class<?>> types() {
        List<Class<?>> types =
                new ArrayList<>(
                        List.of(
                                BaseStream.class,
                                DirectoryStream.class,
                                Enumeration.class,
                                InputStream.class,
                                Iterator.class,
                                Reader.class));
        try {
            types.add(Class.forName("java.sql.SQLXML"));
        } catch (ClassNotFoundException e) {
            // The JVM lacks the module java.sql.
        }
        return List.copyOf(types);
    }

    /**
     * The class of the first such object.
     *
     * @return null if there is none
     */
    static @Nullable String in(Object result) {
        ReadOnce search = new ReadOnce();
        search.add(result);
        while (!search.waiting.isEmpty()) {
            Object next = search.waiting.remove();
            for (Class<?> type : TYPES) {
                if (type.isInstance(next)) {
                    return next.getClass().getTypeName();
                }
            }
            search.look(next);
        }
        return null;
    }

    private void add(@Nullable Object value) {
        if (value != null
                && !isPlain(value.getClass())
                && !(value instanceof Path)
                && seen.add(value)) {
            waiting.add(value);
        }
    }

    /** Whether values of a class, or of a declared type, hold nothing to look for. */
    private static boolean isPlain(Class<?> type) {
        return type.isArray() ? isPlain(type.getComponentType()) : ExactText.has(type);
    }

    private void look(Object value) {
        if (value instanceof Object[] elements) {
            for (Object element : elements) {
                add(element);
            }
        } else if (Containers.isContainer(value)) {
            // Codecs see its elements, and not its fields.
            lookAtContent(value);
        } else {
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(this::add);
            } else if (value instanceof AtomicReference<?> reference) {
                add(reference.get());
            } else if (Containers.isOwnEntry(value)) {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
                add(entry.getKey());
                add(entry.getValue());
            }
            for (Field field : fields.computeIfAbsent(value.getClass(), ReadOnce::fieldsToLookAt)) {
                add(SameState.get(field, value));
            }
        }
    }

    private void lookAtContent(Object container) {
        if (!Containers.hasOwnContent(container)) {
            return;
        }
        if (container instanceof Map<?, ?> map) {
            map.forEach(
                    (key, value) -> {
                        add(key);
                        add(value);
                    });
        } else {
            ((Collection<?>) container).forEach(this::add);
        }
    }

    private static List<Field> fieldsToLookAt(Class<?> type) {
        List<Class<?>> own = Supertypes.classes(type);
        own.removeIf(SameState::isOfJdk);
        List<Field> fields = new ArrayList<>();
        own.forEach(each -> fields.addAll(SameState.fieldsOf(each)));
        fields.removeIf(field -> isPlain(field.getType()));
        // Most classes end here, without a search for getters.
        if (!fields.isEmpty() && !Iterable.class.isAssignableFrom(type) && !type.isRecord()) {
            Set<String> getters = getters(own);
            fields.removeIf(field -> !isSeen(field, getters));
        }
        fields.removeIf(field -> !field.trySetAccessible());
        return fields;
    }

    private static Set<String> getters(List<Class<?>> types) {
        Set<String> getters = new HashSet<>();
        for (Class<?> type : types) {
            for (Method method : Supertypes.readableMethods(type)) {
                if (method.getParameterCount() == 0) {
                    getters.add(method.getName().toLowerCase(Locale.ROOT));
                }
            }
        }
        return getters;
    }

    /** A field of a type to look for may have a getter of any name. */
    private static boolean isSeen(Field field, Set<String> getters) {
        return Modifier.isPublic(field.getModifiers())
                || field.getDeclaredAnnotations().length > 0
                || TYPES.stream().anyMatch(type -> type.isAssignableFrom(field.getType()))
                || getters.contains("get" + field.getName().toLowerCase(Locale.ROOT));
    }
}
