package io.github.aperturecdi.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Certificates made while the test runs, by the JDK's keytool, as PEM files of a folder. None is
 * committed, so none expires.
 */
public final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;

    /**
     * @param folder an empty folder, deleted by the caller
     */
    public TestCertificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store.p12");
    }

    /** Makes an authority, and the file of its certificate. */
    public Path authority(String name) {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:c");
        return write(name + ".pem", pem("CERTIFICATE", encoded(name)));
    }

    /** Makes a certificate for a host, or for a client, and its file; {@link #key} has its key. */
    public Path certificate(String name, String authority, String host) {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-signer",
                authority,
                "-ext",
                "san=dns:" + host);
        return write(name + ".pem", pem("CERTIFICATE", encoded(name)));
    }

    /** The file of the key of a certificate, as PKCS#8. */
    public Path key(String name) {
        try {
            byte[] key = load().getKey(name, PASSWORD.toCharArray()).getEncoded();
            return write(name + ".key", pem("PRIVATE KEY", key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] encoded(String name) {
        try {
            Certificate certificate = load().getCertificate(name);
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() {
        try {
            return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN "
                + type
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END "
                + type
                + "-----\n";
    }

    private void keytool(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", executable()).toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String executable() {
        boolean windows =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
        return windows ? "keytool.exe" : "keytool";
    }
}
