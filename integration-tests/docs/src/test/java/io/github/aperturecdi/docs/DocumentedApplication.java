package io.github.aperturecdi.docs;

import io.github.aperturecdi.cdi.AperturePortableExtension;
import io.github.aperturecdi.flow.FlowControl;
import jakarta.enterprise.inject.se.SeContainer;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jboss.weld.environment.se.Weld;

/** An application of nothing but what a document shows, on Weld and with the embedded agent. */
final class DocumentedApplication implements AutoCloseable {

    private final Map<String, String> configuration = new HashMap<>();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Path policies;
    private final SeContainer container;
    private final Classes classes;

    /** Deploys one in which nobody is asked. */
    static void check(Snippet java) throws IOException {
        Snippet nobody =
                new Snippet(
                        java.document(), java.line(), "properties", "", "aperture.enabled=false");
        new DocumentedApplication(java, "none", new Snippet("", 1, "yaml", "", ""), nobody).close();
    }

    /**
     * Starts one.
     *
     * @param policyName the file's name, which a policy without one takes
     * @param properties null for no configuration
     */
    DocumentedApplication(Snippet java, String policyName, Snippet policy, Snippet properties)
            throws IOException {
        policies = Files.createTempDirectory("policies").resolve(policyName + ".yaml");
        Files.writeString(policies, policy.text());
        configuration.put("aperture.embedded.policies", "file:" + policies);
        if (properties != null) {
            Properties all = new Properties();
            all.load(new StringReader(properties.text()));
            all.stringPropertyNames().forEach(key -> configuration.put(key, all.getProperty(key)));
        }
        configuration.forEach(System::setProperty);
        classes = new Classes(JavaSnippets.compile(java), before);
        Thread.currentThread().setContextClassLoader(classes);
        try {
            container =
                    new Weld()
                            .disableDiscovery()
                            .addExtension(new AperturePortableExtension())
                            .setClassLoader(classes)
                            .addBeanClasses(classes.all())
                            .initialize();
        } catch (RuntimeException | Error e) {
            cleanUp();
            throw e;
        }
    }

    FlowControl flows() {
        return container.select(FlowControl.class).get();
    }

    /** Calls a method of a bean; what it throws comes as it is. */
    Object call(String bean, String method, Object... arguments) throws Exception {
        Class<?> type = classes.named(JavaSnippets.PACKAGE + "." + bean);
        Method found =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(candidate -> candidate.getName().equals(method))
                        .findFirst()
                        .orElseThrow();
        found.setAccessible(true);
        try {
            return found.invoke(container.select(type).get(), arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            container.close();
        } finally {
            cleanUp();
        }
    }

    private void cleanUp() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        configuration.keySet().forEach(System::clearProperty);
        Files.delete(policies);
        Files.delete(policies.getParent());
    }

    /** What the compiler made. */
    private static final class Classes extends ClassLoader {

        private final Map<String, byte[]> files;

        Classes(Map<String, byte[]> files, ClassLoader parent) {
            super(parent);
            this.files = files;
        }

        Class<?> named(String name) {
            try {
                return loadClass(name);
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        Class<?>[] all() {
            return files.keySet().stream().map(this::named).toArray(Class<?>[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] file = files.get(name);
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, file, 0, file.length);
        }
    }
}
