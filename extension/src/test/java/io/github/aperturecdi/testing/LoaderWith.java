package io.github.aperturecdi.testing;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The class path of the tests once more, with one jar in the place of others. */
public final class LoaderWith extends URLClassLoader {

    /**
     * @param jar what is there
     * @param instead a part of the path of each jar that is not
     */
    public LoaderWith(Path jar, String... instead) {
        super(
                Stream.concat(
                                Stream.of(jar.toString()),
                                Arrays.stream(
                                                System.getProperty("java.class.path")
                                                        .split(File.pathSeparator))
                                        .filter(
                                                path ->
                                                        Stream.of(instead)
                                                                .noneMatch(path::contains)))
                        .map(LoaderWith::url)
                        .toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
