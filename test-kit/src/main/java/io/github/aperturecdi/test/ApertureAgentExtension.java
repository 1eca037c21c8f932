package io.github.aperturecdi.test;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * Runs the agent for a class with {@link ApertureAgent} and its nested classes. In a server that
 * runs the test for another JVM, it connects to the agent of that JVM, which does the rest.
 */
final class ApertureAgentExtension
        implements ExecutionCondition,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                TestInstancePostProcessor,
                ParameterResolver {

    private static final ConditionEvaluationResult RUNS =
            ConditionEvaluationResult.enabled("The agent of the test runs");

    /** The store. The kit uses only methods that JUnit 5 and 6 have in common. */
    private static Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(ApertureAgentExtension.class));
    }

    /**
     * Starts the agent. JUnit evaluates the conditions of a class before it runs any other
     * extension, so the agent runs before the application, wherever the annotation stands.
     */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        agent(context);
        return RUNS;
    }

    /** Sets the agent's fields. */
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context)
            throws IllegalAccessException {
        setFields(instance, agent(context));
    }

    /** Sets the agent's fields of an instance that JUnit has not made. */
    static void setFields(Object instance) throws IllegalAccessException {
        RunningTest running = RunningTest.current();
        DeployedAgent deployed = DeployedAgent.seenBy(instance.getClass().getClassLoader());
        if (running != null) {
            setFields(instance, running.agent());
        } else if (deployed != null) {
            setFields(instance, deployed.connect());
        }
    }

    private static void setFields(Object instance, TestAgent agent) throws IllegalAccessException {
        for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == TestAgent.class) {
                    field.setAccessible(true);
                    field.set(instance, agent);
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
        return agent(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        RunningTest running = store(context).get(RunningTest.class, RunningTest.class);
        if (running != null) {
            running.beforeEach();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RunningTest running = store(context).get(RunningTest.class, RunningTest.class);
        if (running != null) {
            running.afterEach();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close(store(context).remove(RunningTest.class, RunningTest.class));
        close(store(context).remove(TestAgent.class, TestAgent.class));
    }

    private static void close(@Nullable AutoCloseable running) throws Exception {
        if (running != null) {
            running.close();
        }
    }

    private static TestAgent agent(ExtensionContext context) {
        Store store = store(context);
        TestAgent agent = store.get(TestAgent.class, TestAgent.class);
        if (agent == null) {
            Class<?> test = context.getRequiredTestClass();
            DeployedAgent deployed = DeployedAgent.seenBy(test.getClassLoader());
            if (deployed == null) {
                RunningTest running = new RunningTest(annotation(test), test.getClassLoader());
                store.put(RunningTest.class, running);
                agent = running.agent();
            } else {
                agent = deployed.connect();
            }
            store.put(TestAgent.class, agent);
        }
        return agent;
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
}
