package io.github.aperturecdi.redis;

import io.github.aperturecdi.embedded.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an error of the client or the server means.
 *
 * @param text for the caller
 * @param cause the client's own error, for the caller; null for none
 * @param renewal why the connection should be made again; null if it should stay
 * @param outage whether the server could not be asked at all
 */
record Failure(String text, @Nullable Throwable cause, @Nullable String renewal, boolean outage) {

    /** The code of an error. An error within a script names it after the script's place. */
    private static final Pattern CODE =
            Pattern.compile(
                    "(?:^|[\\s:-])(READONLY|LOADING|MASTERDOWN|BUSY|OOM|NOAUTH|WRONGPASS|NOPERM"
                            + "|MOVED|ASK|CLUSTERDOWN|CROSSSLOT|TRYAGAIN)\\b");

    /** The codes of a server that is not the one to ask any more, or of a lost login. */
    private static final Set<String> WRONG_SERVER =
            Set.of("READONLY", "LOADING", "MASTERDOWN", "NOAUTH");

    private static final int LONGEST = 200;

    static Failure of(Throwable thrown, String store) {
        Throwable error = thrown;
        while (error instanceof CompletionException && error.getCause() != null) {
            error = error.getCause();
        }
        if (error instanceof RedisCommandExecutionException) {
            return answered(error, store);
        }
        if (error instanceof RedisException
                || error instanceof CancellationException
                || error instanceof IOException) {
            return new Failure(RedisTexts.connectionLost(store), error, null, true);
        }
        return unusable(error, store);
    }

    /** An error that neither the server nor the connection has told. */
    static Failure unusable(Throwable error, String store) {
        if (error instanceof LinkageError) {
            return new Failure(RedisTexts.unfit(error), error, null, true);
        }
        return new Failure(
                RedisTexts.unintelligible(store), error, "its answer was unintelligible", true);
    }

    private static Failure answered(Throwable error, String store) {
        String message = shortened(error.getMessage());
        Matcher code = CODE.matcher(message);
        String text =
                switch (code.find() ? code.group(1) : "") {
                    case "READONLY" -> RedisTexts.readOnly(store);
                    case "LOADING", "MASTERDOWN" -> RedisTexts.loading(store);
                    case "BUSY" -> RedisTexts.busy(store);
                    case "OOM" -> RedisTexts.outOfMemory(store);
                    case "NOAUTH", "WRONGPASS", "NOPERM" -> RedisTexts.notAllowed(store, message);
                    case "MOVED", "ASK", "CLUSTERDOWN", "CROSSSLOT", "TRYAGAIN" ->
                            RedisTexts.cluster(store, message);
                    default -> RedisTexts.otherError(store, message);
                };
        boolean wrongServer = code.reset().find() && WRONG_SERVER.contains(code.group(1));
        return new Failure(text, null, wrongServer ? message : null, false);
    }

    /**
     * What the caller gets.
     *
     * @param ofOnePart whether it is that of one node of a cluster
     */
    StoreException exception(boolean ofOnePart) {
        return new StoreException(text, cause, ofOnePart);
    }

    /** The server repeats the arguments of a command that it does not know. */
    private static String shortened(String message) {
        int arguments = message.indexOf(", with args beginning");
        String kept = arguments < 0 ? message : message.substring(0, arguments);
        return kept.length() <= LONGEST ? kept : kept.substring(0, LONGEST) + "...";
    }
}
