/**
 * What a refused call gets. {@link io.github.aperturecdi.refusal.Refusal} is the plan of a method:
 * its fallback, its exception, what the application's mappers say, or the refusal itself, in this
 * order.
 */
@NullMarked
package io.github.aperturecdi.refusal;

import org.jspecify.annotations.NullMarked;
