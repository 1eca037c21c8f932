package io.github.aperturecdi.redis;

/** The messages of the store on Redis or Valkey. Ids: 100 to 129. */
final class RedisTexts {

    private RedisTexts() {}

    static String badAddress(String shown, String reason) {
        return """
                APERTURE-100: '%s' is not an address of Redis or Valkey: %s. Write \
                redis://host:6379, redis-sentinel://host:26379,host:26379#name-of-the-master or \
                redis-cluster://host:6379,host:6379, with rediss instead of redis for TLS."""
                .formatted(shown, reason);
    }

    static String userWithoutPassword(String shown) {
        return """
                APERTURE-101: The store '%s' has a user and no password. Configure the password as \
                well, in the address or as aperture.embedded.store.password."""
                .formatted(shown);
    }

    static String badPrefix(String prefix) {
        return """
                APERTURE-102: The key prefix '%s' contains '{}', which would spread the keys of \
                one limit over several nodes of a cluster. Remove it."""
                .formatted(prefix);
    }

    static String unfit(Throwable error) {
        return """
                APERTURE-103: The store needs Lettuce, Netty and Reactor, and one of their classes is \
                missing or of another version: %s. Add what is missing, and let all jars of each \
                have one version, such as that of aperture-cdi-redis."""
                .formatted(error);
    }

    static String notConnected(String store, String reason) {
        return """
                APERTURE-110: %s is not connected: %s. The connection is tried again within a \
                second, each time. Check that the server runs, and its address, user and password."""
                .formatted(store, reason);
    }

    static String connectionLost(String store) {
        return """
                APERTURE-111: The connection to %s was lost before the answer came. It is made \
                again by itself."""
                .formatted(store);
    }

    static String readOnly(String store) {
        return """
                APERTURE-112: %s accepts no writes, as it is a replica. The connection is made \
                again, in case another server has taken over. Name the master, or use Sentinel."""
                .formatted(store);
    }

    static String loading(String store) {
        return """
                APERTURE-113: %s is not ready: it loads its data, or has lost its master. The \
                connection is made again by itself."""
                .formatted(store);
    }

    static String busy(String store) {
        return """
                APERTURE-114: %s is busy with a script of another application. If this lasts, end \
                that script with SCRIPT KILL."""
                .formatted(store);
    }

    static String outOfMemory(String store) {
        return """
                APERTURE-115: %s has used the memory that it may use (maxmemory). Give it more, or \
                remove other data."""
                .formatted(store);
    }

    static String notAllowed(String store, String error) {
        return """
                APERTURE-116: %s refuses the user: %s. Check user and password. The user needs the \
                keys and the channel of the key prefix, and the commands of docs/redis.md."""
                .formatted(store, error);
    }

    static String cluster(String store, String error) {
        return """
                APERTURE-117: %s cannot find the node of a key: %s. If it is a cluster, write \
                redis-cluster://; otherwise wait until the cluster has repaired itself."""
                .formatted(store, error);
    }

    static String otherError(String store, String error) {
        return """
                APERTURE-118: %s answered with an error: %s"""
                .formatted(store, error);
    }

    static String unintelligible(String store) {
        return """
                APERTURE-119: The answer of %s is unintelligible. Check that the address is one of \
                Redis or Valkey."""
                .formatted(store);
    }

    static String tooMany(String store, int limit) {
        return unanswered(store, limit + " requests");
    }

    static String tooLarge(String store, int mebibytes) {
        return unanswered(store, "requests of %s MiB".formatted(mebibytes));
    }

    private static String unanswered(String store, String requests) {
        return """
                APERTURE-120: %s has not answered %s yet, which is the limit. More are accepted \
                when it answers."""
                .formatted(store, requests);
    }

    static String closed(String store) {
        return """
                APERTURE-121: The connection to %s is closed, as the application ends."""
                .formatted(store);
    }
}
