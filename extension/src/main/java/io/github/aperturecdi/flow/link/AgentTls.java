package io.github.aperturecdi.flow.link;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a TLS connection to an agent.
 *
 * <p>gRPC's own reader of PEM files cannot replace this class: it reads only RSA and EC private
 * keys and fails for Ed25519 ("Neither RSA nor EC worked" in gRPC 1.79).
 *
 * @param roots the trusted root certificates; empty for those of the JVM
 * @param clientChain the client certificate, followed by the intermediate certificates; empty for
 *     none
 * @param clientKey the client certificate's private key; null for none
 */
public record AgentTls(
        List<X509Certificate> roots,
        List<X509Certificate> clientChain,
        @Nullable PrivateKey clientKey) {

    /** The JVM's trusted roots, and no client certificate. */
    public static final AgentTls JVM_ROOTS = new AgentTls(List.of(), List.of(), null);

    /** Protects a key store that exists in memory only. */
    private static final char[] PASSWORD = "in memory only".toCharArray();

    ChannelCredentials credentials() {
        try {
            TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
            if (!roots.isEmpty()) {
                TrustManagerFactory trust =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(trusted());
                credentials.trustManager(trust.getTrustManagers());
            }
            if (clientKey != null) {
                KeyManagerFactory keys =
                        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(own(clientKey), PASSWORD);
                credentials.keyManager(keys.getKeyManagers());
            }
            return credentials.build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore trusted() throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        return store;
    }

    private KeyStore own(PrivateKey key) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, PASSWORD, clientChain.toArray(X509Certificate[]::new));
        return store;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    /** The text contains nothing of the key. */
    @Override
    public String toString() {
        return "AgentTls["
                + (roots.isEmpty() ? "the JVM's roots" : roots.size() + " roots of its own")
                + (clientKey == null ? "" : ", with a client certificate")
                + "]";
    }
}
