package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.aperturecdi.testing.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates in PEM; {@link ApertureConfigTest} has what is said of bad ones. */
class PemFilesTest {

    @TempDir private Path folder;

    private String key(String base64) throws Exception {
        Path file = folder.resolve("key.pem");
        Files.writeString(
                file,
                "A line before.\n-----BEGIN PRIVATE KEY-----\n"
                        + base64
                        + "\n-----END PRIVATE KEY-----\n");
        return file.toString();
    }

    private String made(String algorithm) throws Exception {
        byte[] encoded =
                KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
        return key(Base64.getMimeEncoder().encodeToString(encoded));
    }

    @ParameterizedTest
    @CsvSource({"RSA, RSA", "EC, EC", "Ed25519, EdDSA"})
    void a_key_of_each_algorithm_is_read(String algorithm, String read) throws Exception {
        PrivateKey key = PemFiles.privateKey(made(algorithm));
        assertThat(key.getAlgorithm()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void a_key_of_another_certificate_does_not_belong_to_it(String algorithm) throws Exception {
        var chain =
                PemFiles.certificates(new TestCertificates(folder).authority("client").toString());
        PrivateKey key = PemFiles.privateKey(made(algorithm));
        assertThat(PemFiles.belongTogether(key, chain.get(0))).isFalse();
    }

    @Test
    void a_key_that_is_no_base64_is_refused() throws Exception {
        String path = key("A");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PemFiles.privateKey(path))
                .withMessage("holds no key that can be read");
    }

    @Test
    void a_key_belongs_to_its_certificate_and_to_no_other() {
        TestCertificates certificates = new TestCertificates(folder);
        Path authority = certificates.authority("authority");
        Path client = certificates.certificate("client", "authority", "localhost");
        PrivateKey key = PemFiles.privateKey(certificates.key("client").toString());
        assertThat(PemFiles.belongTogether(key, PemFiles.certificates(client.toString()).get(0)))
                .isTrue();
        assertThat(PemFiles.belongTogether(key, PemFiles.certificates(authority.toString()).get(0)))
                .isFalse();
    }

    @Test
    void a_text_that_is_not_a_path_is_not_a_file() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PemFiles.certificates("\u0000"))
                .withMessage("is no file that can be read");
    }
}
