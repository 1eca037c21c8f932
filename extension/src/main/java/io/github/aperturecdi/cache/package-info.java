/**
 * Results of controlled methods in the agent's cache. {@link
 * io.github.aperturecdi.cache.ResultCaching} is the plan of one method and the path of its calls;
 * {@link io.github.aperturecdi.cache.ResultCodec} is what applications may add.
 */
@NullMarked
package io.github.aperturecdi.cache;

import org.jspecify.annotations.NullMarked;
