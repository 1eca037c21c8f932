package io.github.aperturecdi.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Starts an Aperture agent for the tests of a class, on a port of the loopback address, and
 * configures the application by system properties so that it asks this agent. A parameter or a
 * field of type {@link TestAgent} gets the handle. Each test begins without scripts, counts and
 * recorded flows. The agent starts before the application. It stays for the next class, as an
 * application may outlive a class; between classes it admits every flow.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ApertureAgentExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
public @interface ApertureAgent {

    /**
     * The place of the policies, which decide at control points without a script: a file or folder
     * of the class path, or, with the prefix {@code file:}, of the file system.
     *
     * @return the place; empty to admit every flow
     */
    String policies() default "";

    /**
     * The port. An application in another process, such as a managed server of Arquillian, is
     * configured with a fixed one.
     *
     * @return the port; 0 for a free one, which stays the same for all test classes of the JVM
     */
    int port() default 0;

    /**
     * The application's {@code aperture.timeout}. It is long by default, so that flows get their
     * decision on a slow machine too. A test of a silent agent sets a short one.
     *
     * @return a duration such as {@code 100ms}; empty to keep the application's own timeout
     */
    String timeout() default "10s";

    /**
     * The application's {@code aperture.api.key}. {@link TestAgent#contractKept} then requires it
     * in every call.
     *
     * @return the key; empty for none
     */
    String apiKey() default "";

    /**
     * Whether every test ends with {@link TestAgent#contractKept}.
     *
     * @return whether to check
     */
    boolean strict() default false;
}
