package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.policy.LivePolicies;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.embedded.store.StoreProvider;
import io.github.aperturecdi.embedded.store.StoreSettings;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens embedded agents. The core finds this class with the service loader. */
public final class EmbeddedAgents implements EmbeddedAgentProvider {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://");

    /** For the service loader. */
    public EmbeddedAgents() {}

    /**
     * Loads the policies and opens the agent, which follows their files until it is closed.
     *
     * @param settings how it is opened; for the policies see {@link
     *     io.github.aperturecdi.embedded.internal.policy.PolicyLoader#load}
     * @param loader the application's class loader
     * @throws io.github.aperturecdi.embedded.internal.policy.PolicyException if a policy cannot be
     *     used
     * @throws IllegalArgumentException if the store cannot be used
     */
    @Override
    public Agent open(Settings settings, ClassLoader loader) {
        LivePolicies live = LivePolicies.open(settings.policies(), loader);
        try {
            Engine engine = engine(settings, live, loader);
            live.watch(engine::replace);
            return new EmbeddedAgent(engine, live);
        } catch (RuntimeException | Error e) {
            live.close();
            throw e;
        }
    }

    /** Makes an engine with the current policies. It does not follow their changes yet. */
    static Engine engine(Settings settings, LivePolicies live, ClassLoader loader) {
        return new Engine(
                live.policies(),
                new EngineSettings(
                        settings.maxKeys(), settings.faithful(), settings.maxWaitingBytes()),
                Ticker.SYSTEM,
                sharing(settings, loader));
    }

    private static @Nullable Sharing sharing(Settings settings, ClassLoader loader) {
        Store store = settings.store();
        if (store == null) {
            return null;
        }
        if (settings.faithful()) {
            throw new IllegalArgumentException(StoreTexts.faithful());
        }
        for (StoreProvider provider : ServiceLoader.load(StoreProvider.class, loader)) {
            if (provider.accepts(store.uri())) {
                return new Sharing(
                        provider.open(
                                new StoreSettings(
                                        store.uri(),
                                        store.username(),
                                        store.password(),
                                        store.keyPrefix(),
                                        CONNECT_TIMEOUT)),
                        store.onFailure());
            }
        }
        throw new IllegalArgumentException(StoreTexts.noStore(scheme(store.uri())));
    }

    /** What stands before "://"; empty without it. All else may hold a password. */
    private static String scheme(String uri) {
        Matcher scheme = SCHEME.matcher(uri);
        return scheme.lookingAt() ? scheme.group(1) : "";
    }
}
