package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.reflect.Supertypes;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds objects in a result that can be read only once, such as an iterator. A codec would read
 * them before the caller, who would then find nothing. The search calls no method of the
 * application. It reads elements, and the fields that codecs may see: other fields may lead
 * anywhere, such as to a logger.
 */
final class ReadOnce {

    private static final List<Class<?>> TYPES =
            List.of(
                    BaseStream.class,
                    Enumeration.class,
                    InputStream.class,
                    Iterator.class,
                    Reader.class);

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> waiting = new ArrayDeque<>();

    private ReadOnce() {}

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
            if (TYPES.stream().anyMatch(type -> type.isInstance(next))) {
                return next.getClass().getTypeName();
            }
            search.look(next);
        }
        return null;
    }

    private void add(@Nullable Object value) {
        if (value != null && ExactText.of(value) == null && seen.add(value)) {
            waiting.add(value);
        }
    }

    private void look(Object value) {
        if (value instanceof Object[] elements) {
            Arrays.stream(elements).forEach(this::add);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(this::add);
        } else if (Containers.isContainer(value)) {
            for (Map.Entry<?, ?> entry : Containers.entries(value)) {
                add(entry.getKey());
                add(entry.getValue());
            }
        }
        for (Class<?> type : Supertypes.classes(value.getClass())) {
            if (SameState.isOfJdk(type)) {
                return;
            }
            for (Field field : SameState.fieldsOf(type)) {
                if (!field.getType().isPrimitive()
                        && (value instanceof Iterable || isSeen(type, field))
                        && field.trySetAccessible()) {
                    add(SameState.get(field, value));
                }
            }
        }
    }

    private static boolean isSeen(Class<?> type, Field field) {
        return type.isRecord()
                || Modifier.isPublic(field.getModifiers())
                || Supertypes.readableMethods(type).stream()
                        .anyMatch(
                                method ->
                                        method.getName().equalsIgnoreCase("get" + field.getName())
                                                && method.getParameterCount() == 0);
    }
}
