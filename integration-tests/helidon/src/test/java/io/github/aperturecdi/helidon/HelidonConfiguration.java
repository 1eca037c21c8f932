package io.github.aperturecdi.helidon;

import java.nio.file.Path;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** From {@code arquillian.xml}. */
public class HelidonConfiguration implements ContainerConfiguration {

    private Path javaHome;
    private Path libraries;
    private Path folder;

    Path java() {
        return javaHome.resolve("bin").resolve("java");
    }

    Path libraries() {
        return libraries;
    }

    Path folder() {
        return folder;
    }

    /** The JDK that runs Helidon. */
    public void setJavaHome(String home) {
        javaHome = Path.of(home);
    }

    /** The folder with Helidon's jars. */
    public void setLibraries(String folder) {
        libraries = Path.of(folder);
    }

    /** Where applications are unpacked. */
    public void setFolder(String folder) {
        this.folder = Path.of(folder);
    }

    @Override
    public void validate() {}
}
