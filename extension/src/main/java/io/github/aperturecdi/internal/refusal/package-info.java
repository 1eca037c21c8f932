/**
 * The answers to refused calls. {@link io.github.aperturecdi.internal.refusal.Refusal} is the plan
 * of a method: its fallback, its exception, the answer of the application's mappers, or the refusal
 * itself, in this order.
 */
@NullMarked
package io.github.aperturecdi.internal.refusal;

import org.jspecify.annotations.NullMarked;
