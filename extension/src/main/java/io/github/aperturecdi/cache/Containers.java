package io.github.aperturecdi.cache;

import java.lang.reflect.Modifier;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.AbstractQueue;
import java.util.AbstractSequentialList;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDK's collections and maps, and when one of them can stand for another. */
final class Containers {

    /** Classes whose whole state is their elements, their order and their comparator. */
    private static final Set<Class<?>> KNOWN =
            Set.of(
                    AbstractCollection.class,
                    AbstractList.class,
                    AbstractMap.class,
                    AbstractQueue.class,
                    AbstractSequentialList.class,
                    AbstractSet.class,
                    ArrayDeque.class,
                    ArrayList.class,
                    ConcurrentHashMap.class,
                    ConcurrentLinkedDeque.class,
                    ConcurrentLinkedQueue.class,
                    ConcurrentSkipListMap.class,
                    ConcurrentSkipListSet.class,
                    CopyOnWriteArrayList.class,
                    CopyOnWriteArraySet.class,
                    EnumMap.class,
                    HashMap.class,
                    HashSet.class,
                    Hashtable.class,
                    LinkedHashMap.class,
                    LinkedHashSet.class,
                    LinkedList.class,
                    PriorityQueue.class,
                    Stack.class,
                    TreeMap.class,
                    TreeSet.class,
                    Vector.class);

    /** Hidden classes without an order: the results of {@code Set.of} and its like. */
    private static final Set<Class<?>> UNORDERED =
            Stream.of(
                            Set.of(),
                            Set.of(1),
                            Map.of(),
                            Map.of(1, 1),
                            Collections.emptySet(),
                            Collections.emptyMap(),
                            Collections.singleton(1),
                            Collections.singletonMap(1, 1),
                            new HashMap<>().keySet())
                    .map(Object::getClass)
                    .collect(Collectors.toUnmodifiableSet());

    /**
     * Hidden classes that hold their elements themselves, or show those of a JDK container. Others
     * may show those of a container of the application.
     */
    private static final Set<Class<?>> OWN_CONTENT =
            Stream.of(
                            List.of(1),
                            List.of(1, 2, 3),
                            List.of(1, 2, 3).subList(1, 2),
                            new ArrayList<>().subList(0, 0),
                            Arrays.asList(1),
                            Set.of(1),
                            Set.of(1, 2, 3),
                            Map.of(1, 1),
                            Map.of(1, 1, 2, 2),
                            Collections.singleton(1),
                            Collections.singletonList(1),
                            Collections.singletonMap(1, 1),
                            Collections.nCopies(1, 1),
                            new HashMap<>().keySet(),
                            new HashMap<>().values(),
                            new HashMap<>().entrySet(),
                            new LinkedHashMap<>().keySet(),
                            new LinkedHashMap<>().values(),
                            new LinkedHashMap<>().entrySet(),
                            new TreeMap<>().values(),
                            new TreeMap<>().entrySet())
                    .map(Object::getClass)
                    .collect(Collectors.toUnmodifiableSet());

    /** The entries of JDK maps that hold their key and value themselves. */
    private static final Set<Class<?>> OWN_ENTRIES =
            Stream.of(
                            Map.entry(1, 1),
                            new SimpleEntry<>(1, 1),
                            new SimpleImmutableEntry<>(1, 1),
                            new HashMap<>(Map.of(1, 1)).entrySet().iterator().next(),
                            new LinkedHashMap<>(Map.of(1, 1)).entrySet().iterator().next(),
                            new TreeMap<>(Map.of(1, 1)).entrySet().iterator().next())
                    .map(Object::getClass)
                    .collect(Collectors.toUnmodifiableSet());

    private Containers() {}

    static boolean isContainer(Object value) {
        return value instanceof Collection || value instanceof Map;
    }

    /** Whether the state of a container of this class is its content and its order. */
    static boolean isKnown(Class<?> type) {
        return KNOWN.contains(type) || isHidden(type);
    }

    /** Whether reading the elements of a container calls no method of the application. */
    static boolean hasOwnContent(Object container) {
        return KNOWN.contains(container.getClass()) || OWN_CONTENT.contains(container.getClass());
    }

    /** Whether a value is an entry of a map, and reading it calls no method of the application. */
    static boolean isOwnEntry(Object value) {
        return OWN_ENTRIES.contains(value.getClass());
    }

    private static boolean isHidden(Class<?> type) {
        return type.getName().startsWith("java.util.") && !Modifier.isPublic(type.getModifiers());
    }

    /**
     * Whether one container can stand for another with the same content. Callers may rely on a
     * public class: it stays, or becomes a subclass in the JDK. A hidden class, such as that of
     * {@code List.of}, may become any class that keeps the content, its order and its rules.
     */
    static boolean canStandFor(Object container, Object other) {
        Class<?> type = container.getClass();
        if (type == other.getClass()) {
            return true;
        }
        if (!isHidden(type)) {
            return KNOWN.contains(type)
                    && KNOWN.contains(other.getClass())
                    && type.isInstance(other);
        }
        if (container instanceof List) {
            return other instanceof List && isKnown(other.getClass());
        }
        return KNOWN.contains(other.getClass())
                && !hidesRules(container)
                && container instanceof Set == other instanceof Set
                && container instanceof Map == other instanceof Map
                && isSorted(container) == isSorted(other)
                && (isUnordered(container) || !isUnordered(other));
    }

    /**
     * Whether a wrapper, such as that of {@code Collections.unmodifiableMap}, does not tell the
     * rules of its content. A map in it may find its keys by a comparator or by identity, and a
     * queue may add at either end.
     */
    private static boolean hidesRules(Object container) {
        return container.getClass().getEnclosingClass() == Collections.class
                && (container instanceof Map
                        || container instanceof Set
                        || container instanceof Queue)
                && !isSorted(container)
                && !isUnordered(container);
    }

    /** Whether a container has no defined order. */
    static boolean isUnordered(Object container) {
        return UNORDERED.contains(container.getClass())
                || container instanceof HashSet && !(container instanceof LinkedHashSet)
                || container instanceof HashMap && !(container instanceof LinkedHashMap)
                || container instanceof Hashtable
                || container instanceof ConcurrentHashMap;
    }

    /**
     * Whether reading an entry moves it to the end. No method of a map tells that, so a copy is
     * read.
     */
    static boolean isByAccess(Object container) {
        if (container.getClass() != LinkedHashMap.class) {
            return false;
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> copy =
                (Map<Object, Object>) ((LinkedHashMap<Object, Object>) container).clone();
        copy.clear();
        copy.put(1, 1);
        copy.put(2, 2);
        copy.get(1);
        return copy.keySet().iterator().next().equals(2);
    }

    private static boolean isSorted(Object container) {
        return container instanceof SortedSet || container instanceof SortedMap;
    }

    /**
     * The comparator of a container; null for the natural order, and for a container without order.
     */
    static @Nullable Comparator<?> comparator(Object container) {
        if (container instanceof SortedSet<?> set) {
            return set.comparator();
        }
        if (container instanceof SortedMap<?, ?> map) {
            return map.comparator();
        }
        return container instanceof PriorityQueue<?> queue ? queue.comparator() : null;
    }

    /**
     * A map's entries in their order; each element of a collection becomes a key without a value.
     */
    static List<Map.Entry<?, ?>> entries(Object container) {
        List<Map.Entry<?, ?>> entries = new ArrayList<>();
        if (container instanceof Map<?, ?> map) {
            map.forEach((key, value) -> entries.add(new SimpleEntry<>(key, value)));
        } else {
            ((Collection<?>) container)
                    .forEach(element -> entries.add(new SimpleEntry<>(element, null)));
        }
        return entries;
    }
}
