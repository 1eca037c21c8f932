package io.github.aperturecdi.embedded.internal.policy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of JBoss VFS, the virtual file system of WildFly. The content of such an address is a
 * {@code org.jboss.vfs.VirtualFile}. This class calls it by reflection, as WildFly is not a
 * dependency.
 *
 * @param location the address as text. Equality uses it, as comparing URLs would look up hosts
 * @param url the address
 */
record VirtualFolder(String location, URL url) implements ClassPathPlace {

    @Override
    public ClassPathFiles list() throws IOException {
        String folder = location.endsWith("/") ? location : location + "/";
        Object virtual = url.openConnection().getContent();
        List<PolicyFile> files = new ArrayList<>();
        for (Object child : (List<?>) call(virtual, "getChildren")) {
            String name = (String) call(child, "getName");
            if (PolicyFile.isYaml(name)) {
                files.add(
                        PolicyFile.of(
                                folder + name,
                                () -> {
                                    try (InputStream in = (InputStream) call(child, "openStream")) {
                                        return in.readAllBytes();
                                    }
                                }));
            }
        }
        return new ClassPathFiles(files, true);
    }

    private static Object call(Object virtualFile, String method) throws IOException {
        try {
            return virtualFile.getClass().getMethod(method).invoke(virtualFile);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VirtualFolder folder && folder.location.equals(location);
    }

    @Override
    public int hashCode() {
        return location.hashCode();
    }

    @Override
    public String toString() {
        return location;
    }
}
