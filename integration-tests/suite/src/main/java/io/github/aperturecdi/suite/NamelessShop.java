package io.github.aperturecdi.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A bean that was compiled without the names of parameters, as this suite's classes are not. */
final class NamelessShop {

    private static final String SOURCE =
            """
            package io.github.aperturecdi.suite;

            @jakarta.enterprise.context.ApplicationScoped
            public class Nameless {

                @io.github.aperturecdi.ApertureControlled
                public void order(@io.github.aperturecdi.FlowLabel String user) {}
            }
            """;

    private NamelessShop() {}

    static WebArchive addTo(WebArchive application) {
        return application.addAsResource(
                new ByteArrayAsset(compiled()), "io/github/aperturecdi/suite/Nameless.class");
    }

    private static byte[] compiled() {
        try {
            Path folder = Files.createTempDirectory("nameless");
            Path source = Files.writeString(folder.resolve("Nameless.java"), SOURCE);
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (var files = compiler.getStandardFileManager(null, null, null)) {
                List<String> options =
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                folder.toString());
                if (!compiler.getTask(
                                null, files, null, options, null, files.getJavaFileObjects(source))
                        .call()) {
                    throw new IllegalStateException("It does not compile.");
                }
            }
            return Files.readAllBytes(folder.resolve("io/github/aperturecdi/suite/Nameless.class"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
