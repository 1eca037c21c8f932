package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two objects by their whole state: their classes, every field of the application's
 * classes (also private, inherited and transient fields), and the content of containers in its
 * order. It does not use {@code equals}, which may leave fields out. Objects whose state is not
 * accessible, such as those of other JDK classes, count as different.
 */
final class SameState {

    /** JDK classes without state. Others may hide their fields, even from reflection. */
    private static final Set<Class<?>> EMPTY = Set.of(Object.class, Record.class, Number.class);

    /** Pairs that were compared or are being compared: an object may refer to itself. */
    private final Map<Object, Set<Object>> seen = new IdentityHashMap<>();

    private final Map<Class<?>, List<Field>> fields = new HashMap<>();

    private SameState() {}

    /**
     * The first difference of two objects, as classes and fields without values.
     *
     * @return null when their states are the same
     */
    static @Nullable String difference(Object one, Object other) {
        return new SameState().difference(one, other, "the result");
    }

    private @Nullable String difference(
            @Nullable Object one, @Nullable Object other, String where) {
        if (one == other) {
            return null;
        }
        if (one == null || other == null) {
            return where + (one == null ? " is no longer null" : " is null");
        }
        if (one instanceof Optional<?> a && other instanceof Optional<?> b) {
            return difference(a.orElse(null), b.orElse(null), where);
        }
        boolean containers = Containers.isContainer(one) && Containers.isContainer(other);
        if (containers ? !Containers.canStandFor(one, other) : one.getClass() != other.getClass()) {
            return where + " is no longer a " + name(one) + " but a " + name(other);
        }
        String exact = ExactText.of(one);
        if (exact != null) {
            return exact.equals(ExactText.of(other)) ? null : another(where);
        }
        if (one instanceof Enum) {
            return another(where);
        }
        if (!isNew(one, other)) {
            return null;
        }
        if (one.getClass().isArray()) {
            return ofArrays(one, other, where);
        }
        String content = containers ? ofContent(one, other, where) : null;
        return content != null || one.getClass() != other.getClass()
                ? content
                : ofFields(one, other, where);
    }

    private boolean isNew(Object one, Object other) {
        return seen.computeIfAbsent(one, key -> Collections.newSetFromMap(new IdentityHashMap<>()))
                .add(other);
    }

    private @Nullable String ofArrays(Object one, Object other, String where) {
        if (!(one instanceof Object[] elements)) {
            return Objects.deepEquals(one, other) ? null : another(where);
        }
        return ofContent(Arrays.asList(elements), Arrays.asList((Object[]) other), where);
    }

    private @Nullable String ofContent(Object one, Object other, String where) {
        if (!Objects.equals(Containers.comparator(one), Containers.comparator(other))) {
            return where + " has another comparator";
        }
        if (Containers.isByAccess(one) != Containers.isByAccess(other)) {
            return where + " is no longer ordered in the same way";
        }
        List<Map.Entry<?, ?>> entries = Containers.entries(one);
        List<Map.Entry<?, ?>> others = Containers.entries(other);
        if (entries.size() != others.size()) {
            return where + " has another size";
        }
        Map<Object, Map.Entry<?, ?>> byKey = new HashMap<>();
        if (Containers.isUnordered(one)) {
            others.forEach(entry -> byKey.put(entry.getKey(), entry));
        }
        Iterator<Map.Entry<?, ?>> inOrder = others.iterator();
        for (Map.Entry<?, ?> entry : entries) {
            Map.Entry<?, ?> same =
                    Containers.isUnordered(one) ? byKey.get(entry.getKey()) : inOrder.next();
            if (same == null) {
                return where + " lacks an element";
            }
            String inside = "an element of " + where;
            String difference = difference(entry.getKey(), same.getKey(), inside);
            if (difference == null) {
                difference = difference(entry.getValue(), same.getValue(), inside);
            }
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable String ofFields(Object one, Object other, String where) {
        for (Class<?> type : Supertypes.classes(one.getClass())) {
            if (EMPTY.contains(type) || Containers.isContainer(one) && Containers.isKnown(type)) {
                return null;
            }
            if (isOfJdk(type)) {
                return where + " cannot be compared, as it is a " + type.getName();
            }
            for (Field field : fields.computeIfAbsent(type, SameState::fieldsOf)) {
                String place = type.getName() + "." + field.getName();
                if (!field.trySetAccessible()) {
                    return where + " cannot be compared, as " + place + " cannot be read";
                }
                String difference = difference(get(field, one), get(field, other), place);
                if (difference != null) {
                    return difference;
                }
            }
        }
        return null;
    }

    /** The fields of each object of a class, without those of its superclasses. */
    static List<Field> fieldsOf(Class<?> type) {
        List<Field> fields = new ArrayList<>(Arrays.asList(type.getDeclaredFields()));
        fields.removeIf(field -> Modifier.isStatic(field.getModifiers()));
        return fields;
    }

    static @Nullable Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a class is part of the JDK, which does not open its fields. */
    static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private static String another(String where) {
        return where + " has another value";
    }

    private static String name(Object value) {
        return value.getClass().getTypeName();
    }
}
