package io.github.aperturecdi.testing;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The class path of the tests once more, without some packages: an application of its own. */
public final class LoaderWithout extends URLClassLoader {

    private final List<String> hidden;

    /**
     * @param hidden the beginnings of the names of classes that are not there; an empty one hides
     *     nothing
     */
    public LoaderWithout(String... hidden) {
        super(classPath(), ClassLoader.getPlatformClassLoader());
        this.hidden = Stream.of(hidden).filter(start -> !start.isEmpty()).toList();
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(LoaderWithout::url)
                .toArray(URL[]::new);
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (hidden.stream().anyMatch(name::startsWith)) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }
}
