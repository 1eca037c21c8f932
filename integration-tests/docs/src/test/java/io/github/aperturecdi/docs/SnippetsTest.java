package io.github.aperturecdi.docs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README and docs/ show works. */
class SnippetsTest {

    @TestFactory
    Stream<DynamicTest> every_block_of_every_document_works() {
        return Document.all().stream()
                .flatMap(document -> document.snippets().stream())
                .map(
                        snippet ->
                                dynamicTest(
                                        snippet.place(),
                                        Document.ROOT.resolve(snippet.document()).toUri(),
                                        () -> SnippetCheck.check(snippet)));
    }

    /** A fallback that fits, a property that is there, and so on. */
    @TestFactory
    Stream<DynamicTest> every_bean_of_every_document_can_be_deployed() {
        return Document.all().stream()
                .flatMap(document -> document.snippets().stream())
                .filter(snippet -> snippet.kind().equals("java"))
                .filter(snippet -> snippet.text().contains("@ApertureControlled"))
                .map(
                        snippet ->
                                dynamicTest(
                                        snippet.place(),
                                        Document.ROOT.resolve(snippet.document()).toUri(),
                                        () -> DocumentedApplication.check(snippet)));
    }

    @Test
    void a_bean_that_cannot_be_deployed_is_found() {
        Snippet snippet =
                new Snippet(
                        "doc.md",
                        10,
                        "java",
                        "",
                        "@ApertureControlled(fallbackMethod = \"unheardOf\") void work() {}");
        assertThatThrownBy(() -> DocumentedApplication.check(snippet))
                .hasMessageContaining("APERTURE-900");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "java       |            | class Shop { Unheard of; }          | doc.md:11: cannot find symbol",
                "java       |            | checkout()                          | does not compile",
                "java       |            | int stock() { }                     | missing return",
                "java       |            | unheardOf();                        | doc.md:11: cannot find symbol",
                "java       |            | @FlowLabel(unheard = 1) String s;   | cannot find symbol",
                "yaml       |            | circuit: {unheard_of: 1}            | unheard_of",
                "yaml       |            | # nothing                           | is no policy",
                "yaml       | deployment | a: [                                | doc.md:10",
                "yaml       | deployment | name: APERTURE_UNHEARD              | APERTURE_UNHEARD",
                "yaml       | unheard-of | a: 1                                | deployment",
                "properties |            | aperture.unheard=1                  | nothing reads",
                "properties |            | aperture.timeout=soon               | APERTURE-401",
                "properties |            | aperture.mode=loud                  | APERTURE-401",
                "properties |            | aperture.control-point.checkout.mode=loud | APERTURE-401",
                "xml        |            | <feature>                           | doc.md:10",
                "xml        |            | <dependency><groupId>a</groupId></dependency> | is not what this build makes",
                "json       |            | {'status': 429}                     | doc.md:10",
                "http       |            | 429 Too Many Requests               | status line",
                "sh         |            | mvn -q -pl unheard-of verify        | no module unheard-of",
                "sh         |            | APERTURE_UNHEARD=1 java             | APERTURE_UNHEARD",
                "log        |            | The agent is lost.                  | no message's id",
                "cobol      |            | STOP RUN                            | nobody checks",
            })
    void a_block_that_does_not_work_is_found(
            String kind, String purpose, String text, String problem) {
        Snippet snippet =
                new Snippet("doc.md", 10, kind, purpose == null ? "" : purpose, text + "\n");
        assertThatThrownBy(() -> SnippetCheck.check(snippet))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("doc.md:10 (" + kind + ")")
                .hasMessageContaining(problem);
    }
}
