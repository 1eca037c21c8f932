package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.Messages;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;

/**
 * Opens channels. Pings are rarer than every five minutes, and only during calls: agents answer
 * more of them with GOAWAY (grpc-go's default policy). Without any, a host that vanished in silence
 * would hold the link for as long as TCP does.
 */
final class Channels {

    private static final Metadata.Key<String> API_KEY =
            Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    private Channels() {}

    /**
     * Opens a channel and begins to connect.
     *
     * @throws IllegalArgumentException if a certificate or key cannot be used; the message says
     *     which file and why
     */
    static ManagedChannel open(AgentEndpoint endpoint) {
        ManagedChannel channel =
                Grpc.newChannelBuilder(
                                "dns:///" + endpoint.address(), credentials(endpoint.security()))
                        .intercept(apiKey(endpoint))
                        .keepAliveTime(6, TimeUnit.MINUTES)
                        .keepAliveTimeout(20, TimeUnit.SECONDS)
                        .build();
        channel.getState(true);
        return channel;
    }

    private static ClientInterceptor apiKey(AgentEndpoint endpoint) {
        Metadata headers = new Metadata();
        if (endpoint.apiKey() != null) {
            headers.put(API_KEY, endpoint.apiKey());
        }
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    static ChannelCredentials credentials(AgentEndpoint.Security security) {
        if (!(security instanceof AgentEndpoint.Tls tls)) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
        try {
            if (tls.rootCertificates() != null) {
                credentials.trustManager(certificates(tls.rootCertificates()).toFile());
            }
            if (tls.clientCertificate() != null && tls.clientKey() != null) {
                credentials.keyManager(
                        certificates(tls.clientCertificate()).toFile(),
                        privateKey(tls.clientKey()).toFile());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(Messages.unreadableCredentials(e.toString()), e);
        }
        return credentials.build();
    }

    private static Path certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new IllegalArgumentException(Messages.noCertificate(file.toString()));
            }
            return file;
        } catch (CertificateException e) {
            throw new IllegalArgumentException(Messages.noCertificate(file.toString()), e);
        }
    }

    private static Path privateKey(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("BEGIN PRIVATE KEY")) {
            throw new IllegalArgumentException(Messages.noPrivateKey(file.toString()));
        }
        return file;
    }
}
