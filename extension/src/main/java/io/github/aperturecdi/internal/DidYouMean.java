package io.github.aperturecdi.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that a misspelled text most likely stands for. */
public final class DidYouMean {

    private DidYouMean() {}

    /**
     * Returns the candidate with the fewest edits.
     *
     * @param text the text; case does not matter
     * @param candidates the possible names
     * @param most the maximum number of edits
     * @return the candidate; null if all candidates need more edits
     */
    public static @Nullable String nearest(String text, Collection<String> candidates, int most) {
        return candidates.stream()
                .filter(candidate -> edits(text, candidate) <= most)
                .min(
                        Comparator.<String>comparingInt(candidate -> edits(text, candidate))
                                .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /**
     * Returns the candidate that differs by a typing error only.
     *
     * @param text the text; case does not matter
     * @param candidates the possible names
     * @return the candidate; null if none is that near
     */
    public static @Nullable String nearest(String text, Collection<String> candidates) {
        return nearest(text, candidates, tolerance(text));
    }

    /**
     * How many edits count as a typing error in a text of this length.
     *
     * @param text the text
     * @return the number
     */
    public static int tolerance(String text) {
        return 1 + text.length() / 4;
    }

    /**
     * The number of letters to insert, remove, replace or swap with the next: the optimal string
     * alignment distance.
     */
    static int edits(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                edits[i][j] = swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
            }
        }
        return edits[a.length()][b.length()];
    }
}
