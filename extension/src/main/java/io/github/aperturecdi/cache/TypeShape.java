package io.github.aperturecdi.cache;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text of a type and of the fields of every application class in it. Two versions of an
 * application may share a cache; without this text, a class with a new field would come back
 * without it.
 */
final class TypeShape {

    private final Set<Class<?>> seen = new LinkedHashSet<>();
    private final StringBuilder text = new StringBuilder();

    private TypeShape() {}

    static String of(Type type) {
        TypeShape shape = new TypeShape();
        shape.text.append(type.getTypeName());
        shape.add(type);
        return shape.text.toString();
    }

    private void add(@Nullable Type type) {
        if (type instanceof GenericArrayType array) {
            add(array.getGenericComponentType());
        } else if (type instanceof ParameterizedType generic) {
            add(generic.getRawType());
            Arrays.stream(generic.getActualTypeArguments()).forEach(this::add);
        } else if (type instanceof Class<?> raw) {
            add(raw);
        }
    }

    private void add(Class<?> type) {
        if (type.isArray()) {
            add(type.getComponentType());
        } else if (!SameState.isOfJdk(type) && seen.add(type)) {
            text.append(';').append(type.getName());
            text.append('<').append(type.getGenericSuperclass());
            add(type.getGenericSuperclass());
            Arrays.stream(type.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .sorted(Comparator.comparing(Field::getName))
                    .forEach(this::add);
            if (type.isSealed()) {
                Arrays.stream(type.getPermittedSubclasses()).forEach(this::add);
            }
        }
    }

    private void add(Field field) {
        text.append(',').append(field.getName());
        text.append(':').append(field.getGenericType().getTypeName());
        add(field.getGenericType());
    }
}
