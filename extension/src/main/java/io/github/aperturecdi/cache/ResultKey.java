package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.reflect.BeanClass;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys of one method's results.
 *
 * <p>All services of an agent group share the cache of a control point. So a key begins with a
 * digest of the method: the bean's class, the method's class, name, parameter types and return
 * type, with their packages. Two methods at one control point never read each other's results, and
 * a method never reads results of another version of its class, its return type or its codec. The
 * {@link KeyText} of the parameters follows, or its SHA-256 where that text is long or is not valid
 * Unicode.
 */
final class ResultKey {

    /** A parameter that is a part of the key. */
    record Part(int index, Type type) {}

    static final int MAX_TEXT = 1024;

    /** The first 128 of 256 bits: 22 characters. */
    private static final int METHOD_DIGEST_BYTES = 16;

    private static final char DIGEST = '#';

    private final String method;
    private final List<Part> parts;

    /**
     * @param target the bean's class, or the container's subclass of it
     * @param results how the method's results are written
     */
    ResultKey(Class<?> target, Method method, String results, List<Part> parts) {
        String identity =
                BeanClass.of(target, method).getName() + " " + identity(method) + " " + results;
        this.method = base64(Arrays.copyOf(digest(identity), METHOD_DIGEST_BYTES));
        this.parts = parts;
    }

    private static String identity(Method method) {
        return Arrays.stream(method.getGenericParameterTypes())
                .map(Type::getTypeName)
                .collect(
                        Collectors.joining(
                                ",",
                                method.getDeclaringClass().getName() + "#" + method.getName() + "(",
                                ")" + method.getGenericReturnType().getTypeName()));
    }

    /**
     * The key of one call.
     *
     * @return the key; null when a parameter has no exact text
     * @throws ReflectiveOperationException if a record's component cannot be read
     */
    @Nullable String of(@Nullable Object[] arguments) throws ReflectiveOperationException {
        KeyText text = new KeyText();
        for (Part part : parts) {
            if (!text.add(arguments[part.index()], part.type())) {
                return null;
            }
        }
        String parameters = text.toString();
        return method
                + (parameters.length() <= MAX_TEXT && isUnicode(parameters)
                        ? parameters
                        : DIGEST + base64(digest(parameters)));
    }

    /** Whether every surrogate is half of a pair: UTF-8 turns the others into question marks. */
    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                i++;
                if (!Character.isHighSurrogate(c)
                        || i == text.length()
                        || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static byte[] digest(String text) {
        byte[] bytes = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes[2 * i] = (byte) (c >> 8);
            bytes[2 * i + 1] = (byte) c;
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
