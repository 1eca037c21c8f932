package io.github.aperturecdi.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A script that the server runs.
 *
 * @param text the script
 * @param digest its name at the server, once the server knows it
 */
record Script(String text, String digest) {

    static final Script BUCKET = named("bucket.lua");
    static final Script PLACES = named("places.lua");

    private static Script named(String name) {
        try (InputStream resource = Script.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException(name);
            }
            return of(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Script of(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(text, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
