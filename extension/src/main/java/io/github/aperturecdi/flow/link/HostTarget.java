package io.github.aperturecdi.flow.link;

import io.grpc.Attributes;
import io.grpc.ChannelCredentials;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolver;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes a gRPC target of {@code host:port}. gRPC's own resolver accepts only hosts that {@link URI}
 * accepts. This class resolves the others, such as a host with an underscore, in the way of the
 * JVM.
 */
final class HostTarget {

    private static final String SCHEME = "aperture-host";

    private HostTarget() {}

    static ManagedChannelBuilder<?> builder(String address, ChannelCredentials credentials) {
        try {
            boolean ofUri = new URI("agent", address, null, null, null).getHost() != null;
            // Only this constructor escapes the brackets and the sign before the zone.
            String target = new URI(ofUri ? "dns" : SCHEME, "", "/" + address, null).toString();
            ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(target, credentials);
            if (!ofUri) {
                resolveHere(builder);
            }
            int zone = address.indexOf('%');
            if (zone >= 0) {
                // A zone is valid on this machine only (RFC 6874, section 4).
                builder.overrideAuthority(
                        address.substring(0, zone) + address.substring(address.indexOf(']')));
            }
            return builder;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sets the resolver of this channel alone: gRPC's registry belongs to the JVM and would keep
     * the application in memory.
     */
    @SuppressWarnings("deprecation")
    private static void resolveHere(ManagedChannelBuilder<?> builder) {
        builder.nameResolverFactory(new HostFactory());
    }

    private static final class HostFactory extends NameResolver.Factory {

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args args) {
            return new HostResolver(target.getPath().substring(1), args.getOffloadExecutor());
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }
    }

    private static final class HostResolver extends NameResolver {

        private final String authority;
        private final Executor executor;
        private @Nullable Listener listener;
        private volatile boolean over;

        HostResolver(String authority, @Nullable Executor executor) {
            this.authority = authority;
            this.executor = executor == null ? task -> new Thread(task).start() : executor;
        }

        @Override
        public String getServiceAuthority() {
            return authority;
        }

        @Override
        public void start(Listener listener) {
            this.listener = listener;
            refresh();
        }

        @Override
        public void refresh() {
            Listener told = listener;
            if (told != null) {
                executor.execute(() -> resolve(told));
            }
        }

        private void resolve(Listener told) {
            int colon = authority.lastIndexOf(':');
            int port = Integer.parseInt(authority.substring(colon + 1));
            try {
                List<EquivalentAddressGroup> addresses =
                        Arrays.stream(InetAddress.getAllByName(authority.substring(0, colon)))
                                .map(host -> new InetSocketAddress(host, port))
                                .map(EquivalentAddressGroup::new)
                                .toList();
                if (!over) {
                    told.onAddresses(addresses, Attributes.EMPTY);
                }
            } catch (UnknownHostException e) {
                if (!over) {
                    told.onError(
                            Status.UNAVAILABLE
                                    .withDescription("Unable to resolve host " + authority)
                                    .withCause(e));
                }
            }
        }

        @Override
        public void shutdown() {
            over = true;
        }
    }
}
