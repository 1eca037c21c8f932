package io.github.aperturecdi.docs;

import com.sun.source.util.JavacTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles Java as documents show it: types, members or statements, without the imports that
 * everybody can guess.
 */
final class JavaSnippets {

    /** Weld makes no proxies of package-private classes without a package. */
    static final String PACKAGE = "snippet";

    /** What a reader takes for granted. What a block declares or imports itself goes before. */
    private static final String IMPORTS =
            """
            package snippet;
            import io.github.aperturecdi.*;
            import io.github.aperturecdi.cache.*;
            import io.github.aperturecdi.docs.shop.*;
            import io.github.aperturecdi.flow.*;
            import io.github.aperturecdi.flow.link.*;
            import io.github.aperturecdi.test.*;
            import io.smallrye.mutiny.*;
            import jakarta.annotation.Priority;
            import jakarta.enterprise.context.*;
            import jakarta.enterprise.inject.*;
            import jakarta.inject.Inject;
            import jakarta.inject.Named;
            import jakarta.inject.Singleton;
            import jakarta.interceptor.*;
            import jakarta.ws.rs.*;
            import jakarta.ws.rs.core.*;
            import jakarta.ws.rs.ext.*;
            import java.lang.annotation.*;
            import java.time.*;
            import java.time.temporal.ChronoUnit;
            import java.util.*;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CompletionStage;
            import org.eclipse.microprofile.faulttolerance.*;
            import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
            import static io.github.aperturecdi.docs.shop.Shop.*;
            """;

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private JavaSnippets() {}

    /**
     * Compiles a block.
     *
     * @return its classes by name, in the package {@value #PACKAGE}
     * @throws AssertionError if it does not compile, with the document's lines
     */
    static Map<String, byte[]> compile(Snippet snippet) {
        List<Source> forms = forms(snippet);
        // Where no form is Java, the one that was for most of the way knows best what is wrong.
        return forms.stream()
                .filter(form -> form.firstError() == Source.NONE)
                .findFirst()
                .orElseGet(
                        () ->
                                forms.stream()
                                        .max(Comparator.comparingLong(Source::firstError))
                                        .orElseThrow())
                .compile();
    }

    private static List<Source> forms(Snippet snippet) {
        return List.of(
                new Source(snippet, "", ""),
                new Source(snippet, "class Snippet {", "}"),
                new Source(snippet, "class Snippet { void run() throws Exception {", "}}"));
    }

    /** A block in one of its forms. */
    private static final class Source extends SimpleJavaFileObject {

        static final long NONE = Long.MAX_VALUE;

        private final Snippet snippet;
        private final String code;

        /** How many lines stand before the block's first. */
        private final long linesBefore;

        /** Where it begins, counted in characters. */
        private final long start;

        Source(Snippet snippet, String before, String after) {
            super(URI.create("string:///Snippet.java"), Kind.SOURCE);
            this.snippet = snippet;
            String imports =
                    snippet.text()
                            .lines()
                            .filter(Source::isImport)
                            .collect(Collectors.joining("\n", "", "\n"));
            String rest =
                    snippet.text()
                            .lines()
                            .map(line -> isImport(line) ? "" : line)
                            .collect(Collectors.joining("\n"));
            String head = IMPORTS + imports + before + "\n";
            code = head + rest + "\n" + after;
            linesBefore = head.lines().count();
            start = head.length();
        }

        private static boolean isImport(String line) {
            return line.startsWith("import ");
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            // A block may have several public types.
            return kind == Kind.SOURCE;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }

        /** Where it ceases to be Java, whatever its names mean. */
        long firstError() {
            DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
            try {
                task(files(), problems).parse();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return problems.getDiagnostics().stream()
                    .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                    .mapToLong(Diagnostic::getPosition)
                    .map(position -> position - start)
                    .min()
                    .orElse(NONE);
        }

        Map<String, byte[]> compile() {
            Classes classes = new Classes(files());
            DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
            if (!task(classes, problems).call()) {
                throw snippet.broken("does not compile\n" + errors(problems));
            }
            return classes.bytes();
        }

        private JavacTask task(
                JavaFileManager files, DiagnosticCollector<JavaFileObject> problems) {
            return (JavacTask)
                    COMPILER.getTask(
                            new StringWriter(),
                            files,
                            problems,
                            List.of(
                                    "-classpath",
                                    System.getProperty("java.class.path"),
                                    "--release",
                                    "17",
                                    "-parameters",
                                    "-proc:none"),
                            null,
                            List.of(this));
        }

        private static StandardJavaFileManager files() {
            return COMPILER.getStandardFileManager(null, Locale.ROOT, null);
        }

        private String errors(DiagnosticCollector<JavaFileObject> problems) {
            return problems.getDiagnostics().stream()
                    .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                    .map(this::text)
                    .distinct()
                    .collect(Collectors.joining("\n"));
        }

        private String text(Diagnostic<? extends JavaFileObject> problem) {
            long line = snippet.line() + problem.getLineNumber() - linesBefore;
            return snippet.document() + ":" + line + ": " + problem.getMessage(Locale.ROOT);
        }
    }

    /** Keeps class files in memory. */
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, ByteArrayOutputStream> files = new HashMap<>();

        Classes(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("bytes:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    files.put(name, bytes);
                    return bytes;
                }
            };
        }

        Map<String, byte[]> bytes() {
            return files.entrySet().stream()
                    .collect(
                            Collectors.toMap(
                                    Map.Entry::getKey, file -> file.getValue().toByteArray()));
        }
    }
}
