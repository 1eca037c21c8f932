package io.github.aperturecdi.embedded.policy;

import java.util.List;

/**
 * What a port reads.
 *
 * @param value the value; NaN for an invalid signal
 * @param computed whether everything that the value depends on is computed here
 */
record Reading(double value, boolean computed) {

    static final Reading NOT_COMPUTED = new Reading(Double.NaN, false);

    /** As the controller reads a signal as a yes or no: any valid number but 0 is a yes. */
    boolean isTrue() {
        return !Double.isNaN(value) && value != 0;
    }

    Reading not() {
        return Double.isNaN(value) ? this : new Reading(value == 0 ? 1 : 0, computed);
    }

    /** Three-valued: a yes decides, otherwise an invalid signal makes the result invalid. */
    static Reading or(List<Reading> inputs) {
        boolean yes = false;
        boolean invalid = false;
        boolean computed = true;
        for (Reading input : inputs) {
            if (input.isTrue() && input.computed()) {
                return new Reading(1, true);
            }
            yes |= input.isTrue();
            invalid |= Double.isNaN(input.value());
            computed &= input.computed();
        }
        return new Reading(yes ? 1 : invalid ? Double.NaN : 0, computed);
    }

    static Reading firstValid(List<Reading> inputs) {
        boolean computed = true;
        for (Reading input : inputs) {
            computed &= input.computed();
            if (!Double.isNaN(input.value())) {
                return new Reading(input.value(), computed);
            }
        }
        return new Reading(Double.NaN, computed);
    }
}
