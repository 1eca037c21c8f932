/** Every configuration key, its default, its unit, its check and its documentation, once. */
@NullMarked
package io.github.aperturecdi.config;

import org.jspecify.annotations.NullMarked;
