/**
 * The answers to refused calls. {@link io.github.aperturecdi.refusal.Refusal} is the plan of a
 * method: its fallback, its exception, the answer of the application's mappers, or the refusal
 * itself, in this order.
 *
 * <p>Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.refusal;

import org.jspecify.annotations.NullMarked;
