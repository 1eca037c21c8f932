package io.github.aperturecdi.embedded.internal.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * A folder in an archive, which may be nested in other archives.
 *
 * @param archive the outermost archive
 * @param inner the paths of the nested archives, and last that of the folder, without slashes
 *     around them
 */
record ArchiveFolder(Path archive, List<String> inner) implements ClassPathPlace {

    @Override
    public ClassPathFiles list() throws IOException {
        if (Files.isDirectory(archive)) {
            // The archive is an unpacked folder.
            return new Folder(archive.resolve(String.join("/", inner))).list();
        }
        if (!Files.exists(archive)) {
            return ClassPathFiles.none();
        }
        if (inner.size() == 1 && !ArchiveDirectory.mayHave(archive, inner.get(0) + "/")) {
            return ClassPathFiles.none();
        }
        String location = ClassPathPlace.real(archive).toString();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            if (inner.size() == 1) {
                return inZip(zip, location);
            }
            ZipEntry entry = zip.getEntry(inner.get(0));
            if (entry == null) {
                return ClassPathFiles.none();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return nested(in, location + "!/" + inner.get(0), inner.subList(1, inner.size()));
            }
        }
    }

    private ClassPathFiles inZip(ZipFile zip, String location) {
        String prefix = inner.get(0) + "/";
        List<PolicyFile> files = new ArrayList<>();
        boolean exists = false;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            exists |= entry.getName().startsWith(prefix);
            if (isPolicy(entry, prefix)) {
                files.add(
                        PolicyFile.of(
                                location + "!/" + entry.getName(),
                                () -> {
                                    try (InputStream in = zip.getInputStream(entry)) {
                                        return in.readAllBytes();
                                    }
                                }));
            }
        }
        return new ClassPathFiles(files, exists);
    }

    private static ClassPathFiles nested(InputStream archive, String location, List<String> inner)
            throws IOException {
        String prefix = inner.get(0) + "/";
        List<PolicyFile> files = new ArrayList<>();
        boolean exists = false;
        ZipInputStream zip = new ZipInputStream(archive);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (inner.size() > 1 && entry.getName().equals(inner.get(0))) {
                return nested(zip, location + "!/" + inner.get(0), inner.subList(1, inner.size()));
            }
            exists |= entry.getName().startsWith(prefix);
            if (isPolicy(entry, prefix)) {
                files.add(PolicyFile.of(location + "!/" + entry.getName(), zip::readAllBytes));
            }
        }
        return new ClassPathFiles(files, exists);
    }

    private static boolean isPolicy(ZipEntry entry, String prefix) {
        String name = entry.getName();
        return !entry.isDirectory()
                && name.startsWith(prefix)
                && name.indexOf('/', prefix.length()) < 0
                && PolicyFile.isYaml(name);
    }

    @Override
    public String toString() {
        return archive + "!/" + String.join("!/", inner);
    }
}
