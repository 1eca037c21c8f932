package io.github.aperturecdi.docs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.aperturecdi.embedded.internal.policy.PolicyLoader;
import io.github.aperturecdi.internal.config.ApertureConfig;
import io.github.aperturecdi.internal.config.KnownKeys;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Tells whether what a document shows would work for a reader. */
final class SnippetCheck {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Their values name files that are nowhere here. */
    private static final Pattern FILE_KEY = Pattern.compile("aperture\\..*\\.file");

    private static final Pattern VARIABLE = Pattern.compile("\\bAPERTURE_[A-Z0-9_]+");
    private static final Pattern MODULES = Pattern.compile("\\s-pl\\s+(\\S+)");
    private static final Pattern MESSAGE = Pattern.compile("APERTURE-\\d{3}");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 \\d{3}( .+)?");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z-]+: \\S.*");

    private SnippetCheck() {}

    /**
     * Checks a block by its kind.
     *
     * @throws AssertionError if it would not work, or is of no kind that is known
     */
    static void check(Snippet snippet) {
        switch (snippet.kind()) {
            case "java" -> java(snippet);
            case "yaml" -> yaml(snippet);
            case "properties" -> properties(snippet);
            case "xml" -> xml(snippet);
            case "json" -> json(snippet, snippet.text());
            case "http" -> http(snippet);
            case "", "sh" -> commands(snippet);
            case "log" -> log(snippet);
            default -> throw snippet.broken("nobody checks this kind of block");
        }
    }

    /** A block that names a file is that file, which its module compiles and runs. */
    private static void java(Snippet snippet) {
        if (snippet.purpose().isEmpty()) {
            JavaSnippets.compile(snippet);
            return;
        }
        Path file = Document.ROOT.resolve(snippet.purpose());
        try {
            String code = Files.readString(file).replaceFirst("package [a-z.]+;\n\n", "");
            if (!code.equals(snippet.text())) {
                throw snippet.broken("differs from " + snippet.purpose());
            }
        } catch (IOException e) {
            throw snippet.broken(e);
        }
    }

    private static void yaml(Snippet snippet) {
        switch (snippet.purpose()) {
            case "" -> policy(snippet);
            case "deployment" -> {
                try {
                    new Load(LoadSettings.builder().build())
                            .loadAllFromString(snippet.text())
                            .forEach(document -> {});
                } catch (YamlEngineException e) {
                    throw snippet.broken(e);
                }
                variables(snippet);
            }
            default -> throw snippet.broken("a policy has no other words, other YAML 'deployment'");
        }
    }

    private static void policy(Snippet snippet) {
        try {
            Path file = Files.createTempFile("policy", ".yaml");
            try {
                Files.writeString(file, snippet.text());
                if (PolicyLoader.load("file:" + file, SnippetCheck.class.getClassLoader())
                        .isEmpty()) {
                    throw snippet.broken("is no policy");
                }
            } catch (RuntimeException e) {
                throw snippet.broken(e);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void properties(Snippet snippet) {
        Properties all = new Properties();
        try {
            all.load(new StringReader(snippet.text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> ours =
                all.stringPropertyNames().stream()
                        .filter(name -> name.startsWith("aperture."))
                        .collect(Collectors.toSet());
        ours.stream()
                .filter(name -> !KnownKeys.contains(name))
                .findFirst()
                .ifPresent(
                        name -> {
                            throw snippet.broken("nothing reads " + name);
                        });
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .withSources(
                                new PropertiesConfigSource(
                                        ours.stream()
                                                .filter(name -> !FILE_KEY.matcher(name).matches())
                                                .collect(
                                                        Collectors.toMap(
                                                                name -> name, all::getProperty)),
                                        snippet.place(),
                                        100))
                        .build();
        try {
            ApertureConfig.read(config, true, Set.of());
        } catch (IllegalArgumentException e) {
            throw snippet.broken(e);
        }
    }

    private static void xml(Snippet snippet) {
        // A block may show several elements side by side.
        String text = "<snippet>" + snippet.text() + "</snippet>";
        NodeList dependencies;
        try {
            DocumentBuilder builder =
                    DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            dependencies =
                    builder.parse(new InputSource(new StringReader(text)))
                            .getElementsByTagName("dependency");
        } catch (SAXException e) {
            throw snippet.broken(e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < dependencies.getLength(); i++) {
            dependency(snippet, (Element) dependencies.item(i));
        }
    }

    /** Only our own are shown: the versions of others would grow old. */
    private static void dependency(Snippet snippet, Element dependency) {
        String group = child(dependency, "groupId");
        String artifact = child(dependency, "artifactId");
        String version = child(dependency, "version");
        if (!group.equals("io.github.aperture-cdi")
                || !Set.of(
                                "aperture-cdi",
                                "aperture-cdi-all",
                                "aperture-cdi-embedded-agent",
                                "aperture-cdi-redis",
                                "aperture-cdi-test")
                        .contains(artifact)
                || !version.equals(System.getProperty("project.version"))) {
            throw snippet.broken(
                    group + ":" + artifact + ":" + version + " is not what this build makes");
        }
    }

    private static String child(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 1 ? found.item(0).getTextContent() : "";
    }

    private static void json(Snippet snippet, String text) {
        try {
            JSON.readTree(text);
        } catch (IOException e) {
            throw snippet.broken(e);
        }
    }

    /** An answer: a status line, header fields, and a body after an empty line. */
    private static void http(Snippet snippet) {
        String[] parts = snippet.text().split("\n\n", 2);
        List<String> head = parts[0].lines().toList();
        if (!STATUS_LINE.matcher(head.get(0)).matches()) {
            throw snippet.broken("begins with no status line");
        }
        head.stream()
                .skip(1)
                .filter(line -> !HEADER.matcher(line).matches())
                .findFirst()
                .ifPresent(
                        line -> {
                            throw snippet.broken("is no header field: " + line);
                        });
        if (parts.length == 2 && parts[0].contains("json")) {
            json(snippet, parts[1]);
        }
    }

    /** What Maven is asked for, and which variables are set; other commands are for readers. */
    private static void commands(Snippet snippet) {
        for (String line : snippet.text().lines().toList()) {
            Matcher modules = MODULES.matcher(line);
            while (line.startsWith("mvn ") && modules.find()) {
                for (String module : modules.group(1).split(",")) {
                    if (!Files.exists(Document.ROOT.resolve(module).resolve("pom.xml"))) {
                        throw snippet.broken("there is no module " + module);
                    }
                }
            }
        }
        variables(snippet);
    }

    private static void variables(Snippet snippet) {
        Matcher variables = VARIABLE.matcher(snippet.text());
        while (variables.find()) {
            if (!KnownKeys.contains(variables.group()) && !shopReads(variables.group())) {
                throw snippet.broken("nothing reads the variable " + variables.group());
            }
        }
    }

    private static boolean shopReads(String variable) {
        try {
            return Files.readString(
                            Document.ROOT.resolve("sample-war/src/main/liberty/config/server.xml"))
                    .contains("${" + variable + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of the log have their ids. */
    private static void log(Snippet snippet) {
        snippet.text()
                .lines()
                .filter(line -> !MESSAGE.matcher(line).find())
                .findFirst()
                .ifPresent(
                        line -> {
                            throw snippet.broken("has no message's id: " + line);
                        });
    }

    /** Says nothing on the console. */
    private static final class Throwing implements ErrorHandler {

        @Override
        public void warning(SAXParseException problem) {}

        @Override
        public void error(SAXParseException problem) throws SAXException {
            throw problem;
        }

        @Override
        public void fatalError(SAXParseException problem) throws SAXException {
            throw problem;
        }
    }
}
