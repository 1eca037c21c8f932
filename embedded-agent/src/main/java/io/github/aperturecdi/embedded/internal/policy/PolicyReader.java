package io.github.aperturecdi.embedded.internal.policy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads one policy file. */
final class PolicyReader {

    /**
     * A policy and the place where it begins.
     *
     * @param line the first line of its document
     */
    record Found(Policy policy, int line, PolicyNotes notes) {}

    private static final int HASH_BYTES = 16;

    private final PolicyFile file;
    private final List<String> errors;

    /**
     * @param errors receives every problem
     */
    PolicyReader(PolicyFile file, List<String> errors) {
        this.file = file;
        this.errors = errors;
    }

    List<Found> read() {
        List<Found> found = new ArrayList<>();
        String text = text();
        if (text == null) {
            return found;
        }
        try {
            LoadSettings settings =
                    LoadSettings.builder()
                            .setLabel(file.location())
                            .setCodePointLimit(Integer.MAX_VALUE)
                            // The code that follows aliases bounds them.
                            .setMaxAliasesForCollections(Integer.MAX_VALUE)
                            .build();
            Parser events =
                    new PolicyEvents(new ParserImpl(settings, new StreamReader(settings, text)));
            for (Composer nodes = new Composer(settings, events); nodes.hasNext(); ) {
                Node node = nodes.next();
                if (!Scalars.isNull(node)) {
                    Found policy = document(node, text);
                    if (policy != null) {
                        found.add(policy);
                    }
                }
            }
        } catch (PolicyEvents.Refused e) {
            errors.add(file.location() + ":" + e.line() + ": " + e.getMessage());
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            syntax(mark.map(m -> m.getLine() + 1).orElse(1), e.getProblem());
        } catch (YamlEngineException e) {
            syntax(1, String.valueOf(e.getMessage()));
        }
        return found;
    }

    private void syntax(int line, String problem) {
        errors.add(PolicyTexts.yamlSyntax(file.location(), line, problem.replace('\n', ' ')));
    }

    private @Nullable String text() {
        if (file.content() == null) {
            errors.add(PolicyTexts.unreadable(file.location(), file.failure()));
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file.content());
        CharsetDecoder utf8 =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
        CoderResult result = utf8.decode(bytes, text, true);
        text.flip();
        try {
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            errors.add(PolicyTexts.notUtf8(file.location(), line));
            return null;
        }
        return text.length() > 0 && text.charAt(0) == '\uFEFF'
                ? text.subSequence(1, text.length()).toString()
                : text.toString();
    }

    private @Nullable Found document(Node node, String text) {
        int before = errors.size();
        ProblemLog document = new ProblemLog(file.location(), errors);
        YamlMapping top = YamlMapping.of(document, "", node);
        if (top == null) {
            return null;
        }
        PolicyNotes notes = new PolicyNotes();
        String name = file.nameWithoutExtension();
        YamlMapping body = top;
        if (isResource(top)) {
            name = resourceName(top);
            body = spec(top);
        } else if (top.has("blueprint")) {
            name = BlueprintReader.policyName(top);
            body = null;
        } else if (!top.has("circuit") && !top.has("resources")) {
            top.problem(PolicyTexts.notAPolicy(top.keys()));
            return null;
        }
        if (name != null) {
            document.policy(name);
        }
        LimiterReader limiterReader = new LimiterReader(notes);
        SamplerReader samplerReader = new SamplerReader(notes, limiterReader.selectors());
        CircuitReader circuitReader = new CircuitReader(notes, limiterReader, samplerReader);
        List<LimiterSpec> limiters =
                top.has("blueprint")
                        ? new BlueprintReader(notes, limiterReader, samplerReader, circuitReader)
                                .read(top)
                        : body == null
                                ? List.of()
                                : circuitReader.read(body, top.optional("dynamicConfig"));
        if (name == null || errors.size() > before) {
            return null;
        }
        return new Found(
                new Policy(name, hash(node, text), file.location(), limiters), top.line(), notes);
    }

    private static boolean isResource(YamlMapping top) {
        return top.has("apiVersion") || top.has("kind") || top.has("metadata") || top.has("spec");
    }

    private static @Nullable String resourceName(YamlMapping top) {
        top.only("apiVersion", "kind", "metadata", "spec", "dynamicConfig", "status");
        top.require("kind", "kind: Policy");
        String kind = top.text("kind");
        if (kind != null && !kind.equals("Policy")) {
            top.problem(
                    "kind",
                    PolicyTexts.badValue(
                            kind, "is no policy", "Keep other resources in another folder."));
        }
        String version = top.text("apiVersion");
        if (version != null && !version.startsWith("fluxninja.com/")) {
            top.problem(
                    "apiVersion",
                    PolicyTexts.badValue(
                            version,
                            "is not Aperture's",
                            "Write apiVersion: fluxninja.com/v1alpha1."));
        }
        top.require("metadata", "metadata: {name: my-policy}");
        YamlMapping metadata = top.block("metadata");
        if (metadata == null) {
            return null;
        }
        metadata.require("name", "name: my-policy");
        String name = metadata.text("name");
        if (name != null && name.isBlank()) {
            metadata.problem("name", PolicyTexts.badValue(name, "is blank", "Name the policy."));
        }
        return name;
    }

    private static @Nullable YamlMapping spec(YamlMapping top) {
        top.require("spec", "spec: {circuit: {components: [...]}}");
        return top.block("spec");
    }

    /**
     * The hash of the document's own text. A comment in front of the document does not change it.
     */
    private static String hash(Node node, String text) {
        int from = node.getStartMark().map(Mark::getIndex).orElse(0);
        int length =
                node.getEndMark().map(Mark::getIndex).orElse(text.codePointCount(0, text.length()))
                        - from;
        int start = text.offsetByCodePoints(0, from);
        String own = text.substring(start, text.offsetByCodePoints(start, length));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(own.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
