package io.github.aperturecdi.embedded.internal.policy;

import java.util.List;

/**
 * The reading of a port.
 *
 * @param value the value; NaN for an invalid signal
 * @param computed whether all signals that the value depends on are computed here
 */
record Reading(double value, boolean computed) {

    static final Reading NOT_COMPUTED = new Reading(Double.NaN, false);

    /** Whether the signal is true. As in the controller, any valid number except 0 is true. */
    boolean isTrue() {
        return !Double.isNaN(value) && value != 0;
    }

    Reading not() {
        return Double.isNaN(value) ? this : new Reading(value == 0 ? 1 : 0, computed);
    }

    /**
     * The three-valued OR: true if any input is true, otherwise invalid if any input is invalid.
     */
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
