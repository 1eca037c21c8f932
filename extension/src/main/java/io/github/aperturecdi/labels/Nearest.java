package io.github.aperturecdi.labels;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may have meant. */
final class Nearest {

    private Nearest() {}

    /** The name with the fewest differences; null where all have too many for a slip. */
    static @Nullable String of(String typed, Collection<String> names) {
        String nearest = null;
        int least = Math.max(2, typed.length() / 3) + 1;
        for (String name : names) {
            int differences =
                    differences(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (differences < least) {
                least = differences;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance. */
    private static int differences(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
