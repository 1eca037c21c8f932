package io.github.aperturecdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Before Java 24, a virtual thread that waits inside {@code synchronized}, or for it, takes its
 * carrier with it. So nothing here uses monitors, around I/O or around anything.
 */
class NoMonitorsTest {

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    @ParameterizedTest
    @ValueSource(strings = {"extension", "embedded-agent", "redis"})
    void no_method_and_no_block_is_synchronized(String module) throws IOException {
        Path sources = Path.of("..", module, "src", "main", "java");
        try (Stream<Path> tree = Files.walk(sources);
                StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null)) {
            List<Path> classes = tree.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(classes).isNotEmpty();
            assertThat(monitors(files.getJavaFileObjectsFromPaths(classes))).isEmpty();
        }
    }

    @Test
    void both_forms_are_seen() throws IOException {
        JavaFileObject source =
                new Source(
                        """
                        class Door {
                            // synchronized in a comment
                            String text = "synchronized";
                            synchronized void open() {}
                            void close() { Runnable r = () -> { synchronized (this) {} }; }
                            void knock() {}
                        }
                        """);
        assertThat(monitors(List.of(source))).containsExactly("Door.java:4", "Door.java:5");
    }

    /** Where there are monitors, as file and line. */
    private static List<String> monitors(Iterable<? extends JavaFileObject> sources)
            throws IOException {
        JavacTask task = (JavacTask) COMPILER.getTask(null, null, null, null, null, sources);
        SourcePositions lines = Trees.instance(task).getSourcePositions();
        List<String> found = new ArrayList<>();
        TreePathScanner<Void, Void> scanner =
                new TreePathScanner<>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void nothing) {
                        if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                            found(method);
                        }
                        return super.visitMethod(method, nothing);
                    }

                    @Override
                    public Void visitSynchronized(SynchronizedTree block, Void nothing) {
                        found(block);
                        return super.visitSynchronized(block, nothing);
                    }

                    private void found(Tree tree) {
                        var unit = getCurrentPath().getCompilationUnit();
                        long start = lines.getStartPosition(unit, tree);
                        found.add(
                                Path.of(unit.getSourceFile().getName()).getFileName()
                                        + ":"
                                        + unit.getLineMap().getLineNumber(start));
                    }
                };
        for (var unit : task.parse()) {
            scanner.scan(new TreePath(unit), null);
        }
        return found;
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("string:///Door.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
