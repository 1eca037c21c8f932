package io.github.aperturecdi.embedded.internal.policy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The policies of a place. While they are watched, they follow changes of the files.
 *
 * <p>The content of the files is compared about once a second, as a mounted folder has no events,
 * and its files may be links that move. A new content takes effect once it was the same twice in a
 * row, so that a file is not read while it is being written. When the content has errors, the
 * previous policies stay in force.
 */
public final class LivePolicies implements AutoCloseable {

    /**
     * A policy in force.
     *
     * @param policy the policy
     * @param since when this version of the policy came into force
     */
    public record InForce(Policy policy, Instant since) {}

    private static final System.Logger LOG = System.getLogger(LivePolicies.class.getName());

    private static final long POLL_MILLIS = 1_000;
    private static final long SECOND_LOOK_MILLIS = 100;

    private final String where;
    private final @Nullable Path path;
    private final InstantSource clock;

    private volatile List<InForce> inForce;

    /** The content of the policies in force, or of the last refused policies. */
    private byte[] known;

    private byte @Nullable [] candidate;

    private final AtomicReference<@Nullable ScheduledExecutorService> poller =
            new AtomicReference<>();

    private LivePolicies(
            String where, @Nullable Path path, ClassLoader loader, InstantSource clock) {
        this.where = where;
        this.path = path;
        this.clock = clock;
        List<PolicyFile> files =
                path == null ? PolicyFiles.find(where, loader) : PolicyFiles.at(path);
        Instant now = clock.instant();
        inForce =
                PolicyLoader.read(where, files).stream()
                        .map(policy -> new InForce(policy, now))
                        .toList();
        known = digest(files);
    }

    /**
     * Reads the policies of a place, once.
     *
     * @param where see {@link PolicyLoader#load}
     * @param loader the class loader for the class path
     * @return the policies, which the caller closes
     * @throws PolicyException see {@link PolicyLoader#load}
     */
    public static LivePolicies open(String where, ClassLoader loader) {
        return open(where, loader, InstantSource.system());
    }

    static LivePolicies open(String where, ClassLoader loader, InstantSource clock) {
        return new LivePolicies(where, PolicyFiles.inFileSystem(where), loader, clock);
    }

    /**
     * The policies in force.
     *
     * @return the policies, in the order of the files
     */
    public List<Policy> policies() {
        return inForce.stream().map(InForce::policy).toList();
    }

    /**
     * The policies in force, each with the time since when.
     *
     * @return the policies, in the order of the files
     */
    public List<InForce> inForce() {
        return inForce;
    }

    /**
     * Follows the files on a daemon thread until this is closed. Policies of the class path do not
     * change, so they get no thread.
     *
     * @param changed receives the policies whenever they have changed
     */
    public void watch(Consumer<List<Policy>> changed) {
        if (path == null) {
            return;
        }
        ScheduledExecutorService started =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "aperture-policies");
                            thread.setDaemon(true);
                            return thread;
                        });
        poller.set(started);
        schedule(started, path, POLL_MILLIS, changed);
    }

    private void schedule(
            ScheduledExecutorService started,
            Path files,
            long millis,
            Consumer<List<Policy>> changed) {
        try {
            started.schedule(
                    () -> {
                        boolean soon = look(files, changed);
                        schedule(started, files, soon ? SECOND_LOOK_MILLIS : POLL_MILLIS, changed);
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The policies were closed in the meantime.
        }
    }

    /** Compares the files once, like {@link #watch}, but on the caller's thread. */
    boolean look(Consumer<List<Policy>> changed) {
        return path != null && look(path, changed);
    }

    /**
     * @return whether to compare again soon, because the content has just changed
     */
    private boolean look(Path files, Consumer<List<Policy>> changed) {
        try {
            List<PolicyFile> found = PolicyFiles.at(files);
            if (isToBeRead(digest(found))) {
                take(PolicyLoader.read(where, found), changed);
            }
        } catch (PolicyFiles.Unreadable e) {
            // The place has no content, so the message stands for it.
            if (isToBeRead(e.getMessage().getBytes(StandardCharsets.UTF_8))) {
                kept(e.getMessage());
            }
        } catch (PolicyException e) {
            kept(e.getMessage());
        } catch (RuntimeException | Error e) {
            // Watching must go on after any error.
            kept(e.toString());
        }
        return candidate != null;
    }

    private void kept(String problem) {
        LOG.log(System.Logger.Level.ERROR, PolicyTexts.keptPolicies(where, problem));
    }

    /** Whether a content is new, and was the same twice in a row. Remembers the content. */
    private boolean isToBeRead(byte[] content) {
        boolean isNew = !Arrays.equals(content, known);
        boolean settled = isNew && Arrays.equals(content, candidate);
        candidate = isNew && !settled ? content : null;
        if (settled) {
            known = content;
        }
        return settled;
    }

    private void take(List<Policy> policies, Consumer<List<Policy>> changed) {
        Instant now = clock.instant();
        Map<String, InForce> before = new HashMap<>();
        inForce.forEach(each -> before.put(each.policy().name(), each));
        changed.accept(policies);
        inForce =
                policies.stream()
                        .map(
                                policy -> {
                                    InForce old = before.get(policy.name());
                                    boolean same =
                                            old != null
                                                    && old.policy().hash().equals(policy.hash());
                                    return new InForce(policy, same ? old.since() : now);
                                })
                        .toList();
        LOG.log(
                System.Logger.Level.INFO,
                PolicyTexts.policiesChanged(where, policies.stream().map(Policy::name).toList()));
    }

    private static byte[] digest(List<PolicyFile> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (PolicyFile file : files) {
                byte[] content = file.content();
                String header =
                        file.location()
                                + '\0'
                                + (content == null ? "!" + file.failure() : content.length)
                                + '\0';
                digest.update(header.getBytes(StandardCharsets.UTF_8));
                if (content != null) {
                    digest.update(content);
                }
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the watching. The policies stay in force. */
    @Override
    public void close() {
        ScheduledExecutorService started = poller.get();
        if (started != null) {
            started.shutdownNow();
        }
    }
}
