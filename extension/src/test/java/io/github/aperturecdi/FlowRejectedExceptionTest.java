package io.github.aperturecdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.ApplicationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The refusal as an EJB container and a compiler see it. */
class FlowRejectedExceptionTest {

    private static final String USER =
            """
            import io.github.aperturecdi.FlowRejectedException;
            import io.github.aperturecdi.FlowRejection;

            class User {
                static class Refused extends FlowRejectedException {
                    private static final long serialVersionUID = 1L;

                    Refused(FlowRejection rejection) {
                        super(rejection, "x");
                    }
                }

                static int status(Runnable work) {
                    try {
                        work.run();
                        return 200;
                    } catch (FlowRejectedException e) {
                        return e.httpStatus();
                    }
                }
            }
            """;

    @TempDir Path classes;

    @Test
    void to_an_EJB_container_it_is_an_application_exception_that_rolls_nothing_back() {
        ApplicationException annotation =
                FlowRejectedException.class.getAnnotation(ApplicationException.class);
        assertThat(annotation.rollback()).isFalse();
        assertThat(annotation.inherited()).isTrue();
    }

    @Test
    void a_module_without_the_EJB_API_compiles_with_all_warnings_as_errors() throws Exception {
        assertThat(compile(location(FlowRejectedException.class))).isEmpty();
    }

    /** The messages of a compiler that sees this library, and nothing else. */
    private List<String> compile(String classPath) throws Exception {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        List<String> options =
                List.of(
                        "-Xlint:all",
                        "-Werror",
                        "-proc:none",
                        "-cp",
                        classPath,
                        "-d",
                        classes.toString());
        JavaFileObject user =
                new SimpleJavaFileObject(
                        URI.create("string:///User.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return USER;
                    }
                };
        compiler.getTask(null, null, messages, options, null, List.of(user)).call();
        List<String> texts = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> message : messages.getDiagnostics()) {
            texts.add(message.toString());
        }
        return texts;
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
