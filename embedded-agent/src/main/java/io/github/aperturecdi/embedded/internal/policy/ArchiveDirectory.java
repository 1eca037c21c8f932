package io.github.aperturecdi.embedded.internal.policy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The directory at the end of a ZIP file, as bytes. Few of the archives on a class path have a
 * policy folder, and a search in bytes takes a small part of the time that their entries would take
 * while an application starts.
 */
final class ArchiveDirectory {

    private static final int END = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int OFFSET_OF_LENGTH = 12;

    private ArchiveDirectory() {}

    /** False if no name in the archive contains the text. True if one may. */
    static boolean mayHave(Path archive, String text) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            long end = file.length() - END;
            if (end < 0) {
                return true;
            }
            ByteBuffer last = read(file, end, END);
            long length = Integer.toUnsignedLong(last.getInt(OFFSET_OF_LENGTH));
            // Other endings have a comment, or the numbers of a large archive.
            if (last.getInt(0) != END_SIGNATURE || length < Integer.BYTES || length > end) {
                return true;
            }
            ByteBuffer names = read(file, end - length, Math.toIntExact(length));
            return names.getInt(0) != ENTRY_SIGNATURE
                    || text(names.array()).contains(text(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static ByteBuffer read(RandomAccessFile file, long from, int length)
            throws IOException {
        byte[] bytes = new byte[length];
        file.seek(from);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A character for each byte. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
