package io.github.aperturecdi.redis;

import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The names of keys. Label values and cache keys may be personal data, so a name has 128 bits of
 * their hash. The braces put all keys of a counter onto one node of a cluster.
 */
final class StoreKeys {

    private static final int HASH_BYTES = 16;

    /** Longer names of policies and components are hashed. */
    private static final int LONGEST = 64;

    private final String prefix;

    StoreKeys(String prefix) {
        this.prefix = prefix;
    }

    String bucket(Counter counter) {
        return counter(counter) + ":b";
    }

    /** The keys of tokens in flight; the first one names the counter in messages. */
    String[] places(Counter counter) {
        String name = counter(counter);
        return new String[] {name + ":p", name + ":t", name + ":w"};
    }

    String cache(CacheKey key) {
        String hash =
                key instanceof CacheKey.Result result
                        ? hash("result", result.controlPoint(), result.key())
                        : hash("global", key.key());
        return prefix + "cache:" + hash;
    }

    /** The channel on which the names of counters with freed tokens are published. */
    String channel() {
        return prefix + "freed";
    }

    private String counter(Counter counter) {
        return prefix
                + "{"
                + plain(counter.policyName())
                + "/"
                + plain(counter.componentId())
                + "/"
                + hash(counter.label())
                + "}";
    }

    /** A name with no other characters than keys may have; different for different names. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        for (char each : name.toCharArray()) {
            if (each >= '0' && each <= '9'
                    || each >= 'A' && each <= 'Z'
                    || each >= 'a' && each <= 'z'
                    || each == '-'
                    || each == '_'
                    || each == '.') {
                plain.append(each);
            } else {
                plain.append("%%%04X".formatted((int) each));
            }
        }
        return plain.length() <= LONGEST ? plain.toString() : "~" + hash(name);
    }

    private static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                // Not UTF-8, which has one replacement for all unpaired surrogates.
                ByteBuffer bytes =
                        ByteBuffer.allocate(Integer.BYTES + Character.BYTES * part.length());
                bytes.putInt(part.length()).asCharBuffer().put(part);
                digest.update(bytes.array());
            }
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(digest.digest(), HASH_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
