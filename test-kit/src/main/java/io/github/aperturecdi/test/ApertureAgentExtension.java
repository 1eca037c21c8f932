package io.github.aperturecdi.test;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Runs the agent for a class with {@link ApertureAgent} and its nested classes. */
final class ApertureAgentExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                TestInstancePostProcessor,
                ParameterResolver {

    /**
     * The system property with the port for all classes of a JVM, as an application may outlive a
     * class.
     */
    private static final String PORT = "aperture.test.port";

    private static final String KEY = "agent";

    /** The store. The kit uses only methods that JUnit 5 and 6 have in common. */
    private static Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(ApertureAgentExtension.class));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    /**
     * Sets the agent's fields. With one instance for all tests of a class, JUnit calls this method
     * before {@link #beforeAll}.
     */
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context)
            throws IllegalAccessException {
        for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == TestAgent.class) {
                    field.setAccessible(true);
                    field.set(instance, running(context).agent);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestAgent.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).agent;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        running(context).agent.reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Running running = running(context);
        if (running.strict) {
            running.agent.contractKept();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running running = store(context).remove(KEY, Running.class);
        if (running != null) {
            running.close();
        }
    }

    private static Running running(ExtensionContext context) {
        Running running = store(context).get(KEY, Running.class);
        if (running == null) {
            running = new Running(annotation(context.getRequiredTestClass()));
            store(context).put(KEY, running);
        }
        return running;
    }

    private static ApertureAgent annotation(Class<?> test) {
        for (Class<?> type = test; type != null; type = type.getEnclosingClass()) {
            ApertureAgent annotation = type.getAnnotation(ApertureAgent.class);
            if (annotation != null) {
                return annotation;
            }
        }
        throw new IllegalStateException(
                test.getName() + " has no annotation @ApertureAgent. Add it to the class.");
    }

    /** A running agent, and the application's configuration with its address. */
    private static final class Running implements AutoCloseable {

        private final Map<String, @Nullable String> before = new HashMap<>();
        private final TestAgent agent;
        private final boolean strict;

        Running(ApertureAgent annotation) {
            strict = annotation.strict();
            String apiKey = annotation.apiKey();
            agent =
                    TestAgent.start(
                            annotation.policies(),
                            annotation.port() == 0
                                    ? Integer.getInteger(PORT, 0)
                                    : annotation.port(),
                            apiKey.isEmpty() ? null : apiKey);
            if (annotation.port() == 0) {
                System.setProperty(PORT, Integer.toString(agent.port()));
            }
            set("aperture.agent.address", agent.address());
            set("aperture.agent.insecure", "true");
            set("aperture.timeout", annotation.timeout());
            set("aperture.api.key", apiKey);
        }

        private void set(String key, String value) {
            if (!value.isEmpty()) {
                before.put(key, System.getProperty(key));
                System.setProperty(key, value);
            }
        }

        @Override
        public void close() {
            before.forEach(
                    (key, value) -> {
                        if (value == null) {
                            System.clearProperty(key);
                        } else {
                            System.setProperty(key, value);
                        }
                    });
            agent.close();
        }
    }
}
