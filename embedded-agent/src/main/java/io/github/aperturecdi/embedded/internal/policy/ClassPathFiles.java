package io.github.aperturecdi.embedded.internal.policy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The policy files of one class path folder, from all roots of the class path.
 *
 * <p>The search asks the class loader for the folder first. Some class loaders do not find folders,
 * and some archives have no entries for them, so it also searches every known root of the class
 * path.
 *
 * <p>ClassGraph 4.8.179 was measured as a replacement of this class, {@link ClassPathPlace}, {@link
 * ArchiveFolder} and {@link VirtualFolder}. On WildFly 39 and on Open Liberty 26, the 14 tests of
 * the suite that read policies pass with it; one of them has a policy in a library of the WAR. But
 * its jar has 576 KB and these classes have 16 KB. It recognizes class loaders by their classes, so
 * it finds nothing behind a class loader that it does not know: with it, 8 of the 26 cases of
 * ClassPathPoliciesTest fail, among them archives in archives behind a server's own URLs.
 *
 * @param files the files, in the order of their names
 * @param exists whether the folder exists, as far as that can be known
 */
record ClassPathFiles(List<PolicyFile> files, boolean exists) {

    private static final System.Logger LOG = System.getLogger(PolicyLoader.class.getName());

    /** Resources that most roots have, and that a class loader finds. */
    private static final List<String> ROOT_MARKERS =
            List.of("META-INF/MANIFEST.MF", "META-INF/", "");

    static ClassPathFiles none() {
        return new ClassPathFiles(List.of(), false);
    }

    /**
     * @param name a folder or a file, without slashes around it
     */
    static ClassPathFiles find(String name, ClassLoader loader) {
        if (PolicyFile.isYaml(name)) {
            List<PolicyFile> files =
                    resources(loader, name).stream()
                            .map(url -> PolicyFile.of(url.toString(), () -> content(url)))
                            .toList();
            return new ClassPathFiles(files, !files.isEmpty());
        }
        // The search may find the same place in several ways. Each location counts once.
        Map<String, PolicyFile> files = new TreeMap<>();
        boolean exists = false;
        for (ClassPathPlace place : named(name, loader)) {
            ClassPathFiles found;
            try {
                found = place.list();
            } catch (IOException | RuntimeException e) {
                IOException failure = e instanceof IOException io ? io : new IOException(e);
                PolicyFile unreadable = new PolicyFile(place.toString(), null, failure);
                found = new ClassPathFiles(List.of(unreadable), true);
            }
            exists |= found.exists();
            found.files().forEach(file -> files.putIfAbsent(file.location(), file));
        }
        for (ClassPathPlace place : roots(name, loader)) {
            try {
                ClassPathFiles found = place.list();
                exists |= found.exists();
                found.files().forEach(file -> files.putIfAbsent(file.location(), file));
            } catch (IOException | RuntimeException e) {
                // A class path may have entries that are not archives.
                LOG.log(System.Logger.Level.DEBUG, "not searched for policies: " + place, e);
            }
        }
        List<PolicyFile> sorted = new ArrayList<>(files.values());
        sorted.sort(Comparator.comparing(PolicyFile::name));
        return new ClassPathFiles(List.copyOf(sorted), exists);
    }

    private static Set<ClassPathPlace> named(String name, ClassLoader loader) {
        Set<ClassPathPlace> places = new LinkedHashSet<>();
        // Some class loaders find folders only with the slash, others only without it.
        for (String variant : List.of(name + "/", name)) {
            for (URL url : resources(loader, variant)) {
                add(places, ClassPathPlace.of(url));
            }
        }
        return places;
    }

    private static Set<ClassPathPlace> roots(String name, ClassLoader loader) {
        Set<String> roots = new LinkedHashSet<>();
        for (String marker : ROOT_MARKERS) {
            for (URL url : resources(loader, marker)) {
                String text = url.toExternalForm();
                if (text.endsWith(marker)) {
                    roots.add(text.substring(0, text.length() - marker.length()));
                }
            }
        }
        Set<ClassPathPlace> places = new LinkedHashSet<>();
        roots.forEach(root -> add(places, ClassPathPlace.of(root + name)));
        for (ClassLoader at = loader; at != null; at = at.getParent()) {
            if (at instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    add(
                            places,
                            ClassPathPlace.inRoot(ClassPathPlace.path(url.toExternalForm()), name));
                }
            }
            if (at == ClassLoader.getSystemClassLoader()) {
                for (String entry :
                        System.getProperty("java.class.path", "").split(File.pathSeparator)) {
                    add(places, ClassPathPlace.inRoot(ClassPathPlace.path("file:" + entry), name));
                }
            }
        }
        return places;
    }

    private static void add(Set<ClassPathPlace> places, @Nullable ClassPathPlace place) {
        if (place != null) {
            places.add(place);
        }
    }

    private static List<URL> resources(ClassLoader loader, String name) {
        try {
            return Collections.list(loader.getResources(name));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the class path has no answer for " + name, e);
            return List.of();
        }
    }

    private static byte[] content(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        // A cached archive would stay open after the application is undeployed.
        connection.setUseCaches(false);
        try (var in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }
}
