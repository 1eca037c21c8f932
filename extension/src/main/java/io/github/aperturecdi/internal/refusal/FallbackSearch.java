package io.github.aperturecdi.internal.refusal;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.internal.DidYouMean;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import io.github.aperturecdi.internal.reflect.SameTypes;
import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a fallback by its name: in the bean's class, then in its superclasses, then among the
 * default methods of its interfaces, as MicroProfile Fault Tolerance does (its specification,
 * "Specify the fallbackMethod").
 */
final class FallbackSearch {

    private final String name;
    private final ControlledSignature signature;
    private final BeanTypes types;
    private final List<Type> parameters;

    FallbackSearch(String name, ControlledSignature signature) {
        this.name = name;
        this.signature = signature;
        types = new BeanTypes(signature.bean());
        parameters = types.resolved(signature.method().getGenericParameterTypes());
    }

    @Nullable Method method(List<String> errors) {
        List<Class<?>> classes = classes();
        List<Method> named =
                classes.stream()
                        .flatMap(this::callable)
                        .filter(m -> m.getName().equals(name))
                        .toList();
        if (named.isEmpty()) {
            errors.add(RefusalTexts.noFallback(signature.name(), name, bean(), nearest(classes)));
            return null;
        }
        List<Method> fitting = named.stream().filter(this::takesTheParameters).toList();
        if (fitting.isEmpty()) {
            errors.add(
                    named.contains(signature.method())
                            ? RefusalTexts.fallbackToItself(signature.name(), name)
                            : RefusalTexts.fallbackParameters(
                                    signature.name(),
                                    name,
                                    text(signature.method()),
                                    texts(named)));
            return null;
        }
        List<Method> closest = closest(fitting);
        if (closest.size() > 1) {
            errors.add(RefusalTexts.ambiguousFallback(signature.name(), name, texts(closest)));
            return null;
        }
        Method found = closest.get(0);
        if (!canStandFor(found)) {
            errors.add(
                    RefusalTexts.fallbackReturn(
                            signature.name(),
                            name,
                            found.getGenericReturnType().getTypeName(),
                            signature.method().getGenericReturnType().getTypeName()));
            return null;
        }
        return found;
    }

    private String bean() {
        return signature.bean().getName();
    }

    /** The class, its superclasses and all interfaces. */
    private List<Class<?>> classes() {
        return Supertypes.of(signature.bean()).stream()
                // A proxy repeats the methods of its interfaces and declares none of its own.
                .filter(type -> type != Object.class && !Proxy.isProxyClass(type))
                .toList();
    }

    private Stream<Method> callable(Class<?> type) {
        return Supertypes.declaredMethods(type).stream()
                .filter(m -> !m.isSynthetic() && !Modifier.isAbstract(m.getModifiers()))
                // Static methods of interfaces are not inherited.
                .filter(m -> !type.isInterface() || !Modifier.isStatic(m.getModifiers()));
    }

    private boolean takesTheParameters(Method candidate) {
        List<Type> own = types.resolved(candidate.getGenericParameterTypes());
        int count = parameters.size();
        if (name.equals(signature.method().getName()) && own.size() == count) {
            // The controlled method, or a method that it overrides.
            return false;
        }
        boolean takesRefusal =
                own.size() == count + 1
                        && own.get(count) instanceof Class<?> last
                        && Throwable.class.isAssignableFrom(last)
                        && last.isAssignableFrom(FlowRejectedException.class);
        return (own.size() == count || takesRefusal) && isSubsignature(own.subList(0, count));
    }

    /** The same types, or the erased ones (Java Language Specification, 8.4.2). */
    private boolean isSubsignature(List<Type> own) {
        return new SameTypes(types).same(own, parameters)
                || own.equals(parameters.stream().map(types::raw).toList());
    }

    /** Whether the fallback's result fits the method's return type. */
    private boolean canStandFor(Method fallback) {
        SameTypes sameTypes = new SameTypes(types);
        List<Type> own = types.resolved(fallback.getGenericParameterTypes());
        sameTypes.same(own.subList(0, parameters.size()), parameters);
        Type returned = types.resolved(fallback.getGenericReturnType());
        Type wanted = types.resolved(signature.method().getGenericReturnType());
        if (sameTypes.same(returned, wanted)) {
            return true;
        }
        Class<?> wantedClass = types.raw(wanted);
        return wantedClass.isAssignableFrom(types.raw(returned))
                && !(wanted instanceof ParameterizedType generic
                        && !canStandFor(
                                argumentsOf(wantedClass, returned),
                                generic.getActualTypeArguments(),
                                sameTypes));
    }

    /**
     * The arguments that a type gives to a class that it extends; none if it, or a class between
     * them, is used without arguments. Each argument is then the erased bound of its variable. An
     * argument that is written as that bound looks the same, so it is accepted, too.
     */
    private Type[] argumentsOf(Class<?> parent, Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == parent) {
            return generic.getActualTypeArguments();
        }
        boolean open = type instanceof Class<?> plain && plain.getTypeParameters().length > 0;
        List<Type> arguments = new BeanTypes(type).resolved(parent.getTypeParameters());
        List<Type> bounds =
                Arrays.stream(parent.getTypeParameters()).map(FallbackSearch::erased).toList();
        boolean erased =
                IntStream.range(0, bounds.size())
                        .anyMatch(i -> bounds.get(i).equals(arguments.get(i)));
        return open || erased ? new Type[0] : arguments.toArray(Type[]::new);
    }

    /** The class of a variable's bound, whatever the bean says of the variable. */
    private static Type erased(TypeVariable<?> variable) {
        return new BeanTypes(Object.class).raw(variable);
    }

    private static boolean canStandFor(Type[] own, Type[] wanted, SameTypes sameTypes) {
        for (int i = 0; i < own.length; i++) {
            boolean open = isOpen(own[i]) || isOpen(wanted[i]);
            if (!open && !sameTypes.same(own[i], wanted[i])) {
                return false;
            }
        }
        return true;
    }

    /** A type that only a compiler could compare is accepted. */
    private static boolean isOpen(Type type) {
        return type instanceof WildcardType || type instanceof TypeVariable<?>;
    }

    /** The methods that no other one overrides or hides. */
    private static List<Method> closest(List<Method> fitting) {
        return fitting.stream()
                .filter(m -> fitting.stream().noneMatch(other -> isCloser(other, m)))
                .toList();
    }

    private static boolean isCloser(Method other, Method method) {
        Class<?> a = other.getDeclaringClass();
        Class<?> b = method.getDeclaringClass();
        return a != b && (b.isAssignableFrom(a) || b.isInterface() && !a.isInterface());
    }

    private @Nullable String nearest(List<Class<?>> classes) {
        return DidYouMean.nearest(
                name, classes.stream().flatMap(this::callable).map(Method::getName).toList());
    }

    private String texts(List<Method> methods) {
        List<String> texts = new ArrayList<>();
        for (Method method : methods) {
            texts.add(method.getDeclaringClass().getName() + "." + method.getName() + text(method));
        }
        // The JVM lists methods in no fixed order.
        Collections.sort(texts);
        return String.join(" and ", texts);
    }

    private String text(Method method) {
        return new SameTypes(types).text(method);
    }
}
